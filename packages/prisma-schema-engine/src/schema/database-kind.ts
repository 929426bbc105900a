/** The databases that Prisma's WebAssembly engine can migrate. */
export type SupportedDatabase = 'postgresql' | 'sqlite';

/** Everything that Prisma migrates. */
export type DatabaseKind = SupportedDatabase | 'mysql' | 'sqlserver' | 'mongodb';

const BY_PROVIDER: Readonly<Record<string, DatabaseKind>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  cockroachdb: 'postgresql',
  sqlite: 'sqlite',
  mysql: 'mysql',
  sqlserver: 'sqlserver',
  mongodb: 'mongodb',
};

const BY_SCHEME: Readonly<Record<string, DatabaseKind>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  file: 'sqlite',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlserver: 'sqlserver',
  mongodb: 'mongodb',
  'mongodb+srv': 'mongodb',
};

/** The kind of a datasource's `provider`; undefined for one that Prisma does not know. */
export function kindOfProvider(provider: string | undefined): DatabaseKind | undefined {
  return provider === undefined ? undefined : BY_PROVIDER[provider];
}

/** The kind of database behind a connection URL, by its scheme. */
export function kindOfUrl(url: string | undefined): DatabaseKind | undefined {
  const scheme = /^([a-z+]+):/.exec(url ?? '')?.[1];
  return scheme === undefined ? undefined : BY_SCHEME[scheme];
}
