import type { CreateMigrationOutput, DiffTarget, MigrationList, RequestParams } from '../wasm/engine-api';
import {
  extensionsInMigrations,
  managesExtensions,
  withoutKnownExtensions,
  withoutKnownExtensionsInDiff,
  withoutKnownExtensionSteps,
} from './extensions';

const schema = (content: string): RequestParams => ({ schema: { files: [{ path: 's', content }] } });
const migration = (content: MigrationList['migrationDirectories'][number]['migrationFile']['content']) => ({
  path: '1_a',
  migrationFile: { path: 'migration.sql', content },
});
const output = (migrationScript: string | null): CreateMigrationOutput => ({
  connectorType: 'postgresql',
  generatedMigrationName: 'n',
  migrationScript,
  extension: 'sql',
});
const CITEXT = '-- CreateExtension\nCREATE EXTENSION IF NOT EXISTS "citext";\n\n';
const TABLE = '-- CreateTable\nCREATE TABLE a ();\n';

test('only with the preview feature', () => {
  expect(managesExtensions(schema('generator c {\n  previewFeatures = ["postgresqlExtensions"]\n}'))).toBe(
    true,
  );
  expect(managesExtensions(schema('generator c {\n}'))).toBe(false);
  expect(managesExtensions({})).toBe(false);
});

const migrationsWith = (sql: string): MigrationList => ({
  baseDir: '/m',
  lockfile: { path: 'l', content: null },
  shadowDbInitScript: '',
  migrationDirectories: [migration({ tag: 'ok', value: sql })],
});

test('finds the extensions of existing migrations', () => {
  const migrationsList: MigrationList = {
    baseDir: '/m',
    lockfile: { path: 'l', content: null },
    shadowDbInitScript: '',
    migrationDirectories: [
      migration({ tag: 'ok', value: `${CITEXT}create extension uuid-ossp;` }),
      migration({ tag: 'error', value: 'unreadable' }),
    ],
  };
  expect(extensionsInMigrations({ migrationsList })).toEqual(new Set(['citext', 'uuid-ossp']));
});

test('takes known extensions out of a new migration', () => {
  const known = new Set(['citext']);
  expect(withoutKnownExtensions(output(CITEXT + TABLE), known, false).migrationScript).toBe(TABLE);
  expect(withoutKnownExtensions(output(CITEXT), known, false).migrationScript).toBeNull();
  expect(withoutKnownExtensions(output(CITEXT), known, true).migrationScript).toBe(
    '-- This is an empty migration.',
  );
  expect(withoutKnownExtensions(output(CITEXT), new Set(), false).migrationScript).toBe(CITEXT);
  expect(withoutKnownExtensions(output(null), known, false).migrationScript).toBeNull();
});

test('does not count their steps', () => {
  const params = schema('datasource db {\n  extensions = [citext, pg_trgm]\n}');
  const evaluated = { migrationSteps: 2, unexecutableSteps: [], warnings: [] };
  expect(withoutKnownExtensionSteps(evaluated, new Set(['citext']), params).migrationSteps).toBe(1);
  expect(
    withoutKnownExtensionSteps({ ...evaluated, migrationSteps: 0 }, new Set(['citext']), params)
      .migrationSteps,
  ).toBe(0);
});

describe('comparing migrations with a schema', () => {
  const content = `generator c {
  previewFeatures = ["views", "postgresqlExtensions"]
}
datasource db {
  provider   = "postgresql"
  extensions = [citext]
}
`;
  const to: DiffTarget = { tag: 'schemaDatamodel', files: [{ path: 's', content }] };

  test('shows no extensions where the migrations create all of them', () => {
    const from: DiffTarget = { tag: 'migrations', ...migrationsWith(CITEXT) };
    const params = withoutKnownExtensionsInDiff({ from, to });
    expect(params.from).toBe(from);
    expect(params.to).toMatchObject({
      files: [{ content: expect.stringContaining('previewFeatures = ["views"]') }],
    });
    expect(JSON.stringify(params.to)).not.toContain('extensions');
  });

  test('shows them where one is new, or nothing is compared with migrations', () => {
    const from: DiffTarget = { tag: 'migrations', ...migrationsWith(TABLE) };
    expect(withoutKnownExtensionsInDiff({ from, to }).to).toBe(to);
    expect(withoutKnownExtensionsInDiff({ from: { tag: 'empty' }, to }).to).toBe(to);
  });
});
