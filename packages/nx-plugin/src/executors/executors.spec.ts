import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptionSpec } from '../cli/command-spec';
import { COMMANDS, type CommandName } from '../cli/commands';
import { OPERATIONS } from '../inference/operations';

/** What only the program takes. */
const OF_THE_PROGRAM = ['project-root', 'color', 'help'];
/** `lint` of files is not for Nx, and a task cannot choose its base: Nx would not know by what to cache it. */
const OF_LINT = ['provider', 'schema', 'base'];

const packageRoot = join(__dirname, '../..');
const { executors } = readJson('executors.json') as {
  executors: Record<string, { implementation: string; schema: string; description: string }>;
};

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(packageRoot, path), 'utf8'));
}

function schemaOf(operation: string) {
  return readJson(`src/executors/${operation}/schema.json`) as {
    description: string;
    additionalProperties: boolean;
    properties: Record<string, { type: string | string[]; description?: string; enum?: string[] }>;
  };
}

test('there is one executor for each operation', () => {
  expect(Object.keys(executors)).toEqual([...OPERATIONS]);
});

describe.each([...OPERATIONS])('%s', (operation) => {
  test('points at files that the build makes', () => {
    expect(executors[operation]).toMatchObject({
      implementation: `./dist/executors/${operation}/${operation}.impl`,
      schema: `./dist/executors/${operation}/schema.json`,
      description: schemaOf(operation).description,
    });
    expect(existsSync(join(packageRoot, `src/executors/${operation}/${operation}.impl.ts`))).toBe(true);
  });

  test('a misspelt option is an error, not ignored', () => {
    expect(schemaOf(operation).additionalProperties).toBe(false);
  });

  test('takes the same options as the command of the program', () => {
    const ownOfTheProgram = [...OF_THE_PROGRAM, ...(operation === 'lint' ? OF_LINT : [])];
    const expected = Object.entries(COMMANDS[operation as CommandName].options)
      .filter(([name]) => !ownOfTheProgram.includes(name))
      .map(([name, { type }]) => [
        name === 'env' ? 'environment' : name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
        type,
      ]);
    const actual = Object.entries(schemaOf(operation).properties).map(([name, { type }]) => [
      name,
      [type].flat()[0],
    ]);
    expect(actual.sort()).toEqual(expected.sort());
  });

  test('allows the same values as the command of the program', () => {
    const options: Record<string, OptionSpec> = COMMANDS[operation as CommandName].options;
    for (const [name, { choices }] of Object.entries(options)) {
      const key = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      const property = schemaOf(operation).properties[key];
      if (property !== undefined) expect([name, property.enum]).toEqual([name, choices]);
    }
  });

  test.each([
    ...['name', 'workId', 'applied', 'rolledBack', 'to', 'plan', 'output', 'key', 'backup', 'serverVersion'],
    ...['approve', 'approval', 'digest', 'migration', 'actor', 'since', 'until', 'last'],
  ])('%s may consist of digits, which Nx hands over as a number', (option) => {
    const property = schemaOf(operation).properties[option];
    if (property !== undefined) expect(property.type).toEqual(['string', 'number']);
  });

  test('every option says what it is for', () => {
    for (const [name, property] of Object.entries(schemaOf(operation).properties)) {
      expect([name, property.description?.length ?? 0]).toEqual([name, expect.any(Number)]);
      expect(property.description?.length ?? 0).toBeGreaterThan(20);
    }
  });
});
