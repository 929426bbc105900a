import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { FaberDbError } from '../../../errors/faber-db-error';
import { readPrismaConfig } from './prisma-config-file';

/** A Prisma schema on disk, in one file or several. */
export interface PrismaSchema {
  /** Absolute path of the file or folder, as the CLI takes it. */
  location: string;
  files: { file: string; text: string }[];
  datasource: PrismaDatasource | undefined;
  /** The source of the `generator` blocks: they hold the preview features. */
  generators: string[];
}

/** The `datasource` block of a schema. */
export interface PrismaDatasource {
  name: string;
  /** `postgresql` also where the schema says `postgres`. */
  provider: string | undefined;
  /** Variables named by `url` and `directUrl`. */
  urlVariables: string[];
  /** The block's entries (`key = value`) without its URLs. */
  otherEntries: string[];
}

/**
 * Finds and reads the schema: the configured one, or where Prisma looks for it.
 * @param configured absolute path from the faber-db configuration
 * @throws FaberDbError SCHEMA_NOT_FOUND
 */
export function readPrismaSchema(projectRoot: string, configured: string | undefined): PrismaSchema {
  const candidates = configured === undefined ? defaultLocations(projectRoot) : [configured];
  const location = candidates.find(existsSync);
  const files = location === undefined ? [] : schemaFiles(location);
  if (location === undefined || files.length === 0) {
    throw new FaberDbError(
      'SCHEMA_NOT_FOUND',
      `No Prisma schema was found. Looked at: ${candidates.map((file) => path.relative(projectRoot, file) || '.').join(', ')}.`,
      {
        location: { file: projectRoot },
        remedy: [
          'Name it in the configuration: migrations.schema (a .prisma file, or a folder with several).',
        ],
      },
    );
  }
  const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  return { location, files: texts, ...describeSchema(texts.map(({ text }) => text).join('\n')) };
}

/** The places where Prisma's CLI looks, in its order. */
function defaultLocations(projectRoot: string): string[] {
  const named = readPrismaConfig(projectRoot)?.schema ?? packageJsonSchema(projectRoot);
  if (named !== undefined) return [named];
  return ['schema.prisma', 'prisma/schema.prisma', 'prisma/schema', 'prisma'].map((relative) =>
    path.join(projectRoot, relative),
  );
}

/** `prisma.schema` in package.json (until Prisma 6). */
function packageJsonSchema(projectRoot: string): string | undefined {
  const file = path.join(projectRoot, 'package.json');
  if (!existsSync(file)) return undefined;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { prisma?: { schema?: unknown } };
  const schema = manifest.prisma?.schema;
  return typeof schema === 'string' ? path.resolve(projectRoot, schema) : undefined;
}

/** All `.prisma` files of a location; those in a folder with their subfolders, without the migrations. */
function schemaFiles(location: string): string[] {
  if (statSync(location).isFile()) return [location];
  return readdirSync(location, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.prisma') && !name.split(path.sep).includes('node_modules'))
    .sort()
    .map((name) => path.join(location, name))
    .filter((file) => statSync(file).isFile());
}

/** What faber-db needs to know of a schema's text. */
export function describeSchema(text: string): Pick<PrismaSchema, 'datasource' | 'generators'> {
  const source = withoutComments(text);
  const generators = [...source.matchAll(/^\s*generator\s+\w+\s*\{[^}]*\}/gm)].map((match) =>
    match[0].trim(),
  );
  const block = /^\s*datasource\s+(\w+)\s*\{([^}]*)\}/m.exec(source);
  if (!block) return { datasource: undefined, generators };
  const entries = entriesOf(block[2] ?? '');
  const provider = entries.find(([key]) => key === 'provider')?.[1].match(/"([^"]*)"/)?.[1];
  const urls = entries.filter(([key]) => key === 'url' || key === 'directUrl');
  return {
    datasource: {
      name: block[1] ?? 'db',
      provider: provider === 'postgres' ? 'postgresql' : provider,
      urlVariables: urls.flatMap(([, value]) => /env\(\s*"(\w+)"\s*\)/.exec(value)?.[1] ?? []),
      otherEntries: entries
        .filter(([key]) => !['url', 'directUrl', 'shadowDatabaseUrl'].includes(key))
        .map(([key, value]) => `${key} = ${value}`),
    },
    generators,
  };
}

/** `key = value` pairs; a list may span lines. */
function entriesOf(block: string): [key: string, value: string][] {
  return [...block.matchAll(/(\w+)\s*=\s*(\[[^\]]*\]|[^\n]*)/g)].map((match) => [
    match[1] ?? '',
    (match[2] ?? '').trim(),
  ]);
}

/** Comments go, strings stay. */
function withoutComments(text: string): string {
  return text.replace(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string) => string ?? '');
}
