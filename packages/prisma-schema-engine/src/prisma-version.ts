import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

/** The user's `prisma` package. */
export interface InstalledPrisma {
  version: string;
  /** Its root folder. */
  folder: string;
}

/**
 * Finds the `prisma` that this engine works for: the program that started it if that is a Prisma CLI, else
 * the one that resolves from the given folders.
 */
export function findPrisma(
  folders: readonly string[],
  parentScript = parentProgram(),
): InstalledPrisma | undefined {
  if (parentScript) {
    const prisma = enclosingPrisma(parentScript);
    if (prisma) return prisma;
  }
  for (const folder of folders) {
    try {
      const manifest = createRequire(path.join(folder, 'noop.js')).resolve('prisma/package.json');
      const prisma = readManifest(manifest);
      if (prisma) return prisma;
    } catch {
      // Not installed there: the next folder may know more.
    }
  }
  return undefined;
}

/** The script that the parent process runs, where the system shows it (Linux). */
function parentProgram(): string | undefined {
  try {
    const [, ...argv] = readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8').split('\0');
    const script = argv.find((argument) => argument !== '' && !argument.startsWith('-'));
    return script === undefined
      ? undefined
      : realpathSync(path.resolve(readlinkSync(`/proc/${process.ppid}/cwd`), script));
  } catch {
    return undefined;
  }
}

/** The `prisma` package that a file belongs to. */
function enclosingPrisma(file: string): InstalledPrisma | undefined {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest)) return readManifest(manifest);
  }
  return undefined;
}

function readManifest(file: string): InstalledPrisma | undefined {
  const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown; version?: unknown };
  if (name !== 'prisma' || typeof version !== 'string') return undefined;
  return { version, folder: path.dirname(file) };
}
