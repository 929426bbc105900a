import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProviderName } from '../environments/connection';
import { findProblems } from './find-problems';
import { createSchemaModel } from './model/create-schema-model';
import { modelFromScripts } from './model/model-from-scripts';
import { readScript } from './read-script';

/** A migration, the schema before it, and the rules that must speak up; labelled by what happens on the engine. */
interface LabelledCase {
  name: string;
  provider: ProviderName;
  version: string | undefined;
  expected: string[];
  why: string;
  /** What is known to be missed, in words. */
  missed: string | undefined;
  schema: string | undefined;
  sql: string;
}

const folder = path.resolve(__dirname, '../../cases');

function readCases(file: string): LabelledCase[] {
  return readFileSync(path.join(folder, file), 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [, head = '', schema, sql = ''] =
        /^([\s\S]*?)(?:^--- schema[ \t]*\r?\n([\s\S]*?))?^--- sql[ \t]*\r?\n([\s\S]*)$/m.exec(block) ?? [];
      const [name = '', ...lines] = head.split('\n');
      const fields = new Map(
        lines.map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
        }),
      );
      const expected = fields.get('expect') ?? '';
      return {
        name: name.trim(),
        provider: fields.get('provider') as ProviderName,
        version: fields.get('version'),
        expected: expected === 'none' ? [] : expected.split(', ').sort(),
        why: fields.get('why') ?? '',
        missed: fields.get('missed'),
        schema,
        sql,
      };
    });
}

async function rulesThatSpeak({ provider, version, schema, sql }: LabelledCase): Promise<string[]> {
  const options = version === undefined ? {} : { serverVersion: version };
  const before =
    schema === undefined
      ? createSchemaModel({ provider, ...options })
      : await modelFromScripts(provider, [schema], options);
  const script = await readScript(provider, sql, options);
  expect(script.statements.map(({ text }) => text).join('')).toBe(sql);
  const { findings } = findProblems({ provider, scripts: [{ script }], before, ...options });
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}

describe.each(readdirSync(folder).filter((file) => file.endsWith('.cases')))('%s', (file) => {
  const cases = readCases(file);
  let right = 0;
  let tooMuch = 0;
  let missing = 0;

  it('is a set worth its name', () => {
    expect(cases.length).toBeGreaterThan(50);
    for (const { why, provider } of cases) {
      expect(why).not.toBe('');
      expect(['postgresql', 'mysql', 'sqlite']).toContain(provider);
    }
  });

  it.each(cases.map((each) => [each.name, each.why, each] as const))(
    '%s: %s',
    async (_name, _why, labelled) => {
      const found = await rulesThatSpeak(labelled);
      right += found.filter((rule) => labelled.expected.includes(rule)).length;
      tooMuch += found.filter((rule) => !labelled.expected.includes(rule)).length;
      missing += labelled.expected.filter((rule) => !found.includes(rule)).length;
      // What is known to be missed is marked, and the mark has to go when it is not missed any more.
      if (labelled.missed === undefined) expect(found).toEqual(labelled.expected);
      else expect(found).not.toEqual(labelled.expected);
    },
  );

  it('precision and recall are at least 0.97', () => {
    expect(right / (right + tooMuch)).toBeGreaterThanOrEqual(0.97);
    expect(right / (right + missing)).toBeGreaterThanOrEqual(0.97);
  });
});
