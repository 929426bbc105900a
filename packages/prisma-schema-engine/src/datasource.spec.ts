import {
  datasourceOfArguments,
  datasourceOfRequest,
  isOffline,
  kindInDiff,
  namespacesOfRequest,
  withoutUrlTarget,
} from './datasource';
import type { DiffTarget } from './wasm/engine-api';

const file = (url: string) => ({
  path: '/app/prisma/schema.prisma',
  content: `datasource db {\n  provider = "sqlite"\n  url = ${url}\n}`,
});
const migrations: DiffTarget = {
  tag: 'migrations',
  baseDir: '/m',
  lockfile: { path: 'l', content: 'provider = "postgresql"' },
  shadowDbInitScript: '',
  migrationDirectories: [],
};

describe('datasourceOfArguments', () => {
  test('Prisma 7: the URL is an argument, relative to the working directory', () => {
    expect(datasourceOfArguments({ url: 'file:a' }, [file('"file:b"')], {}, '/cwd')).toEqual({
      url: 'file:a',
      baseDir: '/cwd',
    });
  });

  test('Prisma 6: the URL is in the schema, relative to its folder', () => {
    expect(datasourceOfArguments(undefined, [file('env("U")')], { U: 'file:b' }, '/cwd')).toMatchObject({
      url: 'file:b',
      baseDir: '/app/prisma',
    });
  });
});

describe('datasourceOfRequest', () => {
  const base = { url: 'file:base', baseDir: '/cwd' };
  const of = (params: object, method = 'diff', from = base, fixed = true) =>
    datasourceOfRequest(from, fixed, method, params, {});

  test('keeps the one of the command line', () => {
    expect(of({}, 'applyMigrations')).toMatchObject(base);
    expect(of({ datasourceType: { tag: 'url', url: 'file:base' } }, 'dbExecute')).toMatchObject(base);
  });

  test('takes a URL from the request where the command line has none', () => {
    const none = { baseDir: '/cwd' } as typeof base;
    expect(of({ datasourceType: { tag: 'url', url: 'file:x' } }, 'dbExecute', none, false)).toMatchObject({
      url: 'file:x',
    });
    expect(
      of({ from: { tag: 'url', url: 'file:x' }, to: { tag: 'empty' } }, 'diff', none, false),
    ).toMatchObject({ url: 'file:x' });
    const schema = { tag: 'schemaDatasource', files: [file('"file:y"')], configDir: '/conf' };
    expect(of({ from: schema, to: { tag: 'empty' } }, 'diff', none, false)).toMatchObject({
      url: 'file:y',
      baseDir: '/conf',
    });
  });

  test('refuses two different live databases', () => {
    expect(() => of({ from: { tag: 'url', url: 'file:x' }, to: { tag: 'url', url: 'file:y' } })).toThrow(
      'native schema engine',
    );
    expect(() =>
      of({ from: { tag: 'url', url: 'file:x' }, to: { tag: 'url', url: 'file:x' } }),
    ).not.toThrow();
  });

  test('works in the shadow database alone where no live one takes part', () => {
    const params = { from: migrations, to: { tag: 'empty' }, shadowDatabaseUrl: 'file:shadow' };
    expect(of(params)).toMatchObject({ url: 'file:shadow', urlIsShadow: true });
    expect(of({ ...params, to: { tag: 'url', url: 'file:base' } })).toMatchObject({
      url: 'file:base',
      shadowDatabaseUrl: 'file:shadow',
    });
  });
});

test('isOffline', () => {
  const schema: DiffTarget = { tag: 'schemaDatamodel', files: [] };
  expect(isOffline('diff', { from: { tag: 'empty' }, to: schema })).toBe(true);
  expect(isOffline('diff', { from: migrations, to: schema })).toBe(false);
  expect(isOffline('reset', {})).toBe(false);
});

test('kindInDiff looks into schemas and the migration lock', () => {
  expect(kindInDiff({ from: { tag: 'empty' }, to: { tag: 'schemaDatamodel', files: [file('"x"')] } })).toBe(
    'sqlite',
  );
  expect(kindInDiff({ from: migrations, to: { tag: 'empty' } })).toBe('postgresql');
  expect(kindInDiff({ from: { tag: 'empty' }, to: { tag: 'empty' } })).toBeUndefined();
});

test('withoutUrlTarget gives a URL the smallest schema', () => {
  expect(withoutUrlTarget({ tag: 'url', url: 'file:x' }, '/cwd')).toMatchObject({
    tag: 'schemaDatasource',
    files: [{ content: expect.stringContaining('provider = "sqlite"') }],
  });
  expect(withoutUrlTarget({ tag: 'empty' }, '/cwd')).toEqual({ tag: 'empty' });
});

test('namespacesOfRequest reads the schema in the request', () => {
  const content = 'datasource db {\n  schemas = ["a"]\n}';
  expect(namespacesOfRequest([], { schema: { files: [{ path: 'p', content }] } })).toEqual(['a']);
  expect(namespacesOfRequest([], {})).toBeUndefined();
});
