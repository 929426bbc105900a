import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configJsonSchema } from './config-json-schema';
import { configSchema } from './config-schema';
import { writeJsonSchema } from './write-json-schema';

interface Schema {
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  title?: string;
  description?: string;
  examples?: unknown[];
  $ref?: string;
}

function everyProperty(schema: Schema, path = ''): [string, Schema][] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, child]): [string, Schema][] => [
    [`${path}${key}`, child],
    ...everyProperty(child, `${path}${key}.`),
  ]);
  const values = schema.additionalProperties;
  return [...inner, ...(typeof values === 'object' ? everyProperty(values, `${path}*.`) : [])];
}

describe('configJsonSchema', () => {
  const properties = everyProperty(configJsonSchema());

  it('has the keys of this release and no others', () => {
    expect(properties.map(([path]) => path)).toEqual(
      expect.arrayContaining(['database.provider', 'environments.*.tls', 'databases.*.environments.*.tls']),
    );
    expect(Object.keys(configJsonSchema()['properties'] as object)).toEqual([
      '$schema',
      'schema_version',
      'database',
      'databases',
      'environments',
      'migrations',
      'safety',
      'journal',
    ]);
  });

  it.each(properties)('%s is explained', (_path, schema) => {
    expect(schema.title).toEqual(expect.any(String));
    expect(schema.description).toEqual(expect.any(String));
    expect(schema.examples?.length).toBeGreaterThan(0);
  });

  it('gives examples that are valid', () => {
    for (const example of configJsonSchema()['examples'] as unknown[]) configSchema.parse(example);
    for (const [key, schema] of Object.entries(configJsonSchema()['properties'] as Record<string, Schema>)) {
      for (const example of schema.examples ?? []) configSchema.parse({ [key]: example });
    }
  });

  it('is written to a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'faber-db-schema-'));
    try {
      const file = join(folder, 'new/config.schema.json');
      await writeJsonSchema(file);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(configJsonSchema());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
