import * as path from 'node:path';
import type { DatasourceArgument } from './argv';
import { kindOfProvider, kindOfUrl, type DatabaseKind } from './schema/database-kind';
import {
  connectionUrlIn,
  datasourceBlock,
  namespacesIn,
  providerIn,
  type SchemaFile,
} from './schema/schema-text';
import { nativeEngineNeeded } from './user-error';
import type { DiffTarget, RequestParams } from './wasm/engine-api';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the databases of a request are. */
export interface Datasource {
  url?: string | undefined;
  shadowDatabaseUrl?: string | undefined;
  /** What relative paths in the URLs are relative to. */
  baseDir: string;
  /** True where `url` is the shadow database because the request needs no main one. */
  urlIsShadow?: boolean;
}

/**
 * The datasource of the command line: Prisma 7 passes the URLs, with Prisma 6 they stand in the schema and
 * relative paths start at the schema's folder.
 */
export function datasourceOfArguments(
  argument: DatasourceArgument | undefined,
  datamodels: readonly SchemaFile[],
  env: Environment,
  cwd: string,
): Datasource {
  if (argument?.url !== undefined) return { ...argument, baseDir: cwd };
  return { baseDir: cwd, ...datasourceOfSchema(datamodels, env), ...argument };
}

function datasourceOfSchema(files: readonly SchemaFile[], env: Environment): Datasource | undefined {
  const file = files.find(({ content }) => datasourceBlock(content) !== undefined);
  if (!file) return undefined;
  return {
    url: connectionUrlIn(file.content, 'directUrl', env) ?? connectionUrlIn(file.content, 'url', env),
    shadowDatabaseUrl: connectionUrlIn(file.content, 'shadowDatabaseUrl', env),
    baseDir: path.dirname(path.resolve(file.path)),
  };
}

/**
 * The datasource of one request: Prisma 6 names databases in the request itself.
 *
 * @param base the datasource of the command line
 * @param fixed whether the command line gave the URL, so that schemas in the request are not asked for one
 * @throws UserFacingError when two different live databases are to be compared, which one connection cannot
 */
export function datasourceOfRequest(
  base: Datasource,
  fixed: boolean,
  method: string,
  params: RequestParams,
  env: Environment,
): Datasource {
  const inRequest = (files: readonly SchemaFile[], configDir?: string): Datasource | undefined => {
    const found = fixed ? undefined : datasourceOfSchema(files, env);
    return found?.url === undefined ? undefined : { ...found, baseDir: configDir ?? found.baseDir };
  };
  const live = [params.from, params.to].flatMap((target) => {
    if (target?.tag === 'url') return [{ url: target.url, baseDir: base.baseDir }];
    if (target?.tag === 'schemaDatasource') return [inRequest(target.files, target.configDir) ?? base];
    return [];
  });
  const [first, second] = live;
  if (first && second && first.url !== second.url) {
    throw nativeEngineNeeded('Comparing two different databases');
  }

  const source = params.datasourceType;
  const named =
    first ??
    (source?.tag === 'url'
      ? { url: source.url, baseDir: base.baseDir }
      : source?.tag === 'schema'
        ? inRequest(source.files, source.configDir)
        : undefined);
  const main = base.url !== undefined && source ? base : (named ?? base);
  const shadowDatabaseUrl = params.shadowDatabaseUrl ?? main.shadowDatabaseUrl ?? base.shadowDatabaseUrl;
  if (method === 'diff' && !first && shadowDatabaseUrl !== undefined) {
    return { url: shadowDatabaseUrl, shadowDatabaseUrl, baseDir: main.baseDir, urlIsShadow: true };
  }
  return { url: main.url, shadowDatabaseUrl, baseDir: main.baseDir };
}

/** The engine knows a live database only through a schema; a bare URL gets the smallest one. */
export function withoutUrlTarget(target: DiffTarget, configDir: string): DiffTarget {
  if (target.tag !== 'url') return target;
  const kind = kindOfUrl(target.url);
  const content = `datasource db {\n  provider = "${kind ?? 'postgresql'}"\n  url = ${JSON.stringify(target.url)}\n}`;
  return { tag: 'schemaDatasource', configDir, files: [{ path: 'url.prisma', content }] };
}

/** Whether the request compares with a live database. */
export function needsLiveDatabase(params: RequestParams): boolean {
  return [params.from, params.to].some(
    (target) => target?.tag === 'schemaDatasource' || target?.tag === 'url',
  );
}

/** Whether the request only compares texts: no database takes part, not even a shadow. */
export function isOffline(method: string, params: RequestParams): boolean {
  return (
    method === 'diff' &&
    [params.from, params.to].every((target) => target?.tag === 'empty' || target?.tag === 'schemaDatamodel')
  );
}

/** The kind of database that a `diff` is about, from the schemas and the migration lock in it. */
export function kindInDiff({ from, to }: RequestParams): DatabaseKind | undefined {
  for (const target of [from, to]) {
    if (!target) continue;
    for (const file of 'files' in target ? target.files : []) {
      const kind = kindOfProvider(providerIn(file.content));
      if (kind) return kind;
    }
    if (target.tag === 'migrations') {
      const kind = kindOfProvider(/provider\s*=\s*"([^"]+)"/.exec(target.lockfile.content ?? '')?.[1]);
      if (kind) return kind;
    }
  }
  return undefined;
}

/** The PostgreSQL schemas named by the schema files of the command line or of the request. */
export function namespacesOfRequest(
  datamodels: readonly SchemaFile[],
  params: RequestParams,
): string[] | undefined {
  const filesOf = (target: DiffTarget | undefined): SchemaFile[] =>
    target && 'files' in target ? target.files : [];
  return namespacesIn([
    ...datamodels,
    ...(params.schema?.files ?? []),
    ...filesOf(params.from),
    ...filesOf(params.to),
  ]);
}
