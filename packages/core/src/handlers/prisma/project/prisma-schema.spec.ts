import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { describeSchema, readPrismaSchema } from './prisma-schema';

describe('describeSchema', () => {
  it('reads the datasource and the generators', () => {
    expect(
      describeSchema(`// datasource old { provider = "mysql" }
generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["multiSchema"]
}
datasource main {
  provider  = "postgres" // "sqlite"
  url       = env("A_URL")
  directUrl = env("B_URL")
  schemas   = ["a",
    "b"]
}`),
    ).toEqual({
      datasource: {
        name: 'main',
        provider: 'postgresql',
        urlVariables: ['A_URL', 'B_URL'],
        otherEntries: ['provider = "postgres"', 'schemas = ["a",\n    "b"]'],
      },
      generators: [
        'generator client {\n  provider        = "prisma-client-js"\n  previewFeatures = ["multiSchema"]\n}',
      ],
    });
    expect(describeSchema('model A {\n id Int @id\n}').datasource).toBeUndefined();
  });
});

describe('readPrismaSchema', () => {
  let root: string;
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  beforeEach(() => (root = mkdtempSync(path.join(os.tmpdir(), 'faber-db-schema-'))));
  afterEach(() => rmSync(root, { recursive: true }));
  const location = (configured?: string) => path.relative(root, readPrismaSchema(root, configured).location);

  it('looks where Prisma looks', () => {
    expect(() => location()).toThrow(expect.objectContaining({ code: 'SCHEMA_NOT_FOUND' }));
    write('prisma/schema/a.prisma', 'datasource db {\n  provider = "sqlite"\n}');
    write('prisma/schema/models/b.prisma', 'model B {\n id Int @id\n}');
    expect(location()).toBe('prisma/schema');
    expect(readPrismaSchema(root, undefined).files).toHaveLength(2);
    write('prisma/schema.prisma', '');
    expect(location()).toBe('prisma/schema.prisma');
    write('package.json', '{ "prisma": { "schema": "db/x.prisma" } }');
    write('db/x.prisma', '');
    expect(location()).toBe('db/x.prisma');
    write('prisma.config.ts', "export default { schema: 'conf/y.prisma' }");
    write('conf/y.prisma', '');
    expect(location()).toBe('conf/y.prisma');
    expect(location(path.join(root, 'prisma/schema'))).toBe('prisma/schema');
  });
});
