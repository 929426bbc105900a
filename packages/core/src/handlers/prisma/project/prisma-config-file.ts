import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** What can be told of a `prisma.config.*` without running it. */
export interface PrismaConfigFile {
  file: string;
  /** `schema`, as an absolute path. */
  schema?: string;
  /** `migrations.path`, as an absolute path. */
  migrations?: string;
  /** It sets `migrations.seed`. */
  hasSeed: boolean;
  /** Variables from which the connection URL seems to come. */
  urlVariables: string[];
  /** The connection URL stands in the file itself. */
  hasLiteralUrl: boolean;
}

const EXTENSIONS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];
const FOLDERS = ['', '.config'];

/** Reads the Prisma configuration in a project's root, where the CLI looks for it; undefined without one. */
export function readPrismaConfig(projectRoot: string): PrismaConfigFile | undefined {
  const file = FOLDERS.flatMap((folder) =>
    EXTENSIONS.map((extension) =>
      path.join(projectRoot, folder, `${folder ? 'prisma' : 'prisma.config'}.${extension}`),
    ),
  ).find(existsSync);
  return file === undefined ? undefined : describePrismaConfig(file, readFileSync(file, 'utf8'));
}

/** What the text of a configuration tells. A value that is computed is not seen. */
export function describePrismaConfig(file: string, text: string): PrismaConfigFile {
  const source = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
  const folder = path.dirname(file);
  const absolute = (relative: string | undefined): string | undefined =>
    relative === undefined ? undefined : path.resolve(folder, relative);
  const migrationsBlock = /\bmigrations\s*:\s*\{([\s\S]*?)\}/.exec(source)?.[1] ?? '';
  const schema = absolute(pathValue(source, 'schema'));
  const migrations = absolute(pathValue(migrationsBlock, 'path'));
  const urlValues = [...source.matchAll(/\b(?:url|directUrl)\s*:\s*([^\n]*)/g)].map(
    (match) => match[1] ?? '',
  );
  const named = urlValues.flatMap(variablesIn);
  // The URL may be computed elsewhere in the file.
  const urlVariables =
    named.length > 0 ? named : variablesIn(source).filter((name) => /URL|DATABASE|DB/i.test(name));
  return {
    file,
    ...(schema === undefined ? {} : { schema }),
    ...(migrations === undefined ? {} : { migrations }),
    hasSeed: /\bseed\s*:/.test(migrationsBlock),
    urlVariables: [...new Set(urlVariables)],
    hasLiteralUrl: urlVariables.length === 0 && urlValues.some((value) => /^['"`]\w+:/.test(value)),
  };
}

/** The value of a key: a string, or `path.join('a', 'b')` of strings. */
function pathValue(source: string, key: string): string | undefined {
  const direct = new RegExp(String.raw`\b${key}\s*:\s*(['"\`])([^'"\`$]+)\1`).exec(source)?.[2];
  if (direct !== undefined) return direct;
  const joined = new RegExp(String.raw`\b${key}\s*:\s*(?:path\s*\.\s*)?(?:join|resolve)\(([^)]*)\)`).exec(
    source,
  )?.[1];
  if (joined === undefined) return undefined;
  const rest = joined.replace(/^\s*(?:__dirname|import\.meta\.dirname)\s*,/, '');
  const parts = [...rest.matchAll(/(['"])([^'"]*)\1/g)].map((match) => match[2] ?? '');
  return /^(\s*(['"])[^'"]*\2\s*,?)+$/.test(rest) ? path.join(...parts) : undefined;
}

function variablesIn(text: string): string[] {
  const pattern = /\benv(?:<[^>]*>)?\(\s*['"](\w+)['"]|\bprocess\.env(?:\.(\w+)|\[\s*['"](\w+)['"]\s*\])/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
