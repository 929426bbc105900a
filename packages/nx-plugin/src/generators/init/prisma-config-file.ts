import { posix } from 'node:path';
import type { ProjectFiles } from './project-files';

/** What a Prisma configuration file says, as far as it can be read without running it. */
export interface PrismaConfigFile {
  /** Path relative to the workspace root. */
  file: string;
  /** Schema file or folder, relative to the workspace root. */
  schema: string | undefined;
  /** Migrations folder, relative to the workspace root. */
  migrations: string | undefined;
  /** The variable that `datasource.url` comes from. */
  urlVariable: string | undefined;
}

const EXTENSIONS = ['js', 'ts', 'mjs', 'cjs', 'mts', 'cts'];
/** The names Prisma looks for, in its order (`findPrismaConfigFile` of @prisma/config 7.10.1). */
const BASENAMES = ['prisma7.config', '.config/prisma7', 'prisma.config', '.config/prisma'];

/**
 * Finds and reads the project's Prisma configuration. It is code, so it is not run: literal
 * values, and literals joined by `path.join(…)` or `path.resolve(…)`, are understood; the rest is undefined.
 * @param root project root, relative to the workspace root
 */
export function readPrismaConfigFile(files: ProjectFiles, root: string): PrismaConfigFile | undefined {
  for (const basename of BASENAMES) {
    for (const extension of EXTENSIONS) {
      const file = posix.join(root, `${basename}.${extension}`);
      const text = files.read(file);
      if (text !== undefined) return { file, ...settings(withoutComments(text), posix.dirname(file)) };
    }
  }
  return undefined;
}

function settings(text: string, folder: string): Omit<PrismaConfigFile, 'file'> {
  const migrations = /\bmigrations\s*:\s*\{([^}]*)\}/.exec(text)?.[1] ?? '';
  const datasource = /\bdatasource\s*:\s*\{([\s\S]*)/.exec(text)?.[1] ?? '';
  const url =
    /\burl\s*:\s*(?:env(?:<[^>]*>)?\(\s*(['"`])(\w+)\1|process\.env(?:\.(\w+)|\[\s*(['"`])(\w+)\4\s*\]))/.exec(
      datasource,
    );
  return {
    schema: pathValue(text, 'schema', folder),
    migrations: pathValue(migrations, 'path', folder),
    urlVariable: url?.[2] ?? url?.[3] ?? url?.[5],
  };
}

function pathValue(text: string, key: string, folder: string): string | undefined {
  const value = new RegExp(
    `\\b${key}\\s*:\\s*((['"\`])[^'"\`$]+\\2|(?:path\\.)?(?:join|resolve)\\([^)]*\\))`,
  ).exec(text)?.[1];
  if (value === undefined) return undefined;
  const parts = [...value.matchAll(/(['"`])([^'"`]+)\1/g)].map((match) => match[2] ?? '');
  return parts.length === 0 ? undefined : posix.join(folder, ...parts);
}

/** The program text without comments; strings are kept. */
function withoutComments(text: string): string {
  return text.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\/.*$|\/\*[\s\S]*?\*\//gm,
    (_, literal: string | undefined) => literal ?? '',
  );
}
