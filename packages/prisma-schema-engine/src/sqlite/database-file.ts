import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { DatabaseCommand } from '../argv';
import { databaseDoesNotExist, invalidConnectionString } from '../user-error';

export const IN_MEMORY = ':memory:';

/** The file behind a `file:` URL, absolute; `:memory:` stays as it is. */
export function sqliteFile(url: string, baseDir: string): string {
  const encoded = url.replace(/^file:(\/\/)?/, '').replace(/\?.*$/, '');
  let file: string;
  try {
    file = decodeURIComponent(encoded);
  } catch {
    throw invalidConnectionString('invalid percent-encoding');
  }
  return file === IN_MEMORY ? file : path.resolve(baseDir, file);
}

/** @throws UserFacingError P1003 */
export function requireSqliteFile(file: string): void {
  if (file !== IN_MEMORY && !existsSync(file)) throw databaseDoesNotExist(path.basename(file));
}

/** The native engine's `cli` commands. @throws UserFacingError P1003 */
export function runSqliteCommand(command: DatabaseCommand, file: string): void {
  switch (command) {
    case 'can-connect-to-database':
      return requireSqliteFile(file);
    case 'create-database':
      mkdirSync(path.dirname(file), { recursive: true });
      if (!existsSync(file)) writeFileSync(file, '');
      return;
    case 'drop-database':
      requireSqliteFile(file);
      return removeFiles(file);
  }
}

/** Leaves an empty file: the WebAssembly engine's own `reset` only deletes rows, the native one does this. */
export function emptySqliteFile(file: string): void {
  removeFiles(file);
  writeFileSync(file, '');
}

function removeFiles(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}
