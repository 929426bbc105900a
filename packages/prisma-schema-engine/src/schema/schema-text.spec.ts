import {
  connectionUrlIn,
  extensionsIn,
  hasConnectionUrl,
  hasPreviewFeature,
  namespacesIn,
  providerIn,
} from './schema-text';

const SCHEMA = `
// datasource old { provider = "mysql" }
generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["views", "postgresqlExtensions"] // more to come
}

datasource db {
  provider          = "postgresql"
  url               = env("DATABASE_URL")
  // directUrl      = "postgresql://commented/out"
  shadowDatabaseUrl = "postgresql://u:\\"p@h/shadow" // a URL holds slashes
  schemas           = ["public", "audit"]
  extensions        = [citext, uuid(map: "uuid-ossp", schema: "public"), pg_trgm(version: "1.6")]
}

model Provider {
  url String @default("x }")
}
`;
const files = [{ path: 'schema.prisma', content: SCHEMA }];

test('reads the datasource, and only that', () => {
  expect(providerIn(SCHEMA)).toBe('postgresql');
  expect(providerIn('model A { id Int }')).toBeUndefined();
  expect(providerIn('datasource db { provider = "sqlite" }')).toBe('sqlite');
});

test('resolves connection URLs', () => {
  expect(connectionUrlIn(SCHEMA, 'url', { DATABASE_URL: 'file:x' })).toBe('file:x');
  expect(connectionUrlIn(SCHEMA, 'url', {})).toBeUndefined();
  expect(connectionUrlIn(SCHEMA, 'directUrl', {})).toBeUndefined();
  expect(connectionUrlIn(SCHEMA, 'shadowDatabaseUrl', {})).toBe('postgresql://u:"p@h/shadow');
  expect(hasConnectionUrl(SCHEMA)).toBe(true);
  expect(hasConnectionUrl('datasource db {\n  provider = "postgresql"\n}')).toBe(false);
});

test('lists schemas, extensions and preview features', () => {
  expect(namespacesIn(files)).toEqual(['public', 'audit']);
  expect(namespacesIn([])).toBeUndefined();
  expect(extensionsIn(files)).toEqual(['citext', 'uuid-ossp', 'pg_trgm']);
  expect(hasPreviewFeature(files, 'postgresqlExtensions')).toBe(true);
  expect(hasPreviewFeature(files, 'relationJoins')).toBe(false);
});
