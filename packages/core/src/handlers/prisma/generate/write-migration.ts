import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { ProviderName } from '../../../environments/connection';
import { FaberDbError } from '../../../errors/faber-db-error';
import { LOCK_FILE, lockFileText } from '../migrations-folder';

/**
 * Writes a migration's folder in one go: a reader sees either all of its files or none. Adds the lock
 * file if there is none yet.
 * @throws FaberDbError WRITE_FAILED
 */
export async function writeMigration(
  directory: string,
  provider: ProviderName,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  // Beside the migrations, not among them, or Prisma would take a folder left by a crash for a migration.
  const draft = path.join(path.dirname(directory), `.faber-db-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(draft, { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(draft, file), text);
    await mkdir(directory, { recursive: true });
    const lockFile = path.join(directory, LOCK_FILE);
    if (!existsSync(lockFile)) {
      await writeFile(path.join(draft, '..', `${path.basename(draft)}.toml`), lockFileText(provider));
      await rename(path.join(draft, '..', `${path.basename(draft)}.toml`), lockFile);
    }
    await rename(draft, path.join(directory, name));
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    await rm(`${draft}.toml`, { force: true });
    throw new FaberDbError(
      'WRITE_FAILED',
      `The migration could not be written: ${(cause as Error).message}`,
      {
        location: { file: path.join(directory, name) },
        cause,
        remedy: [
          'Check the permissions of the migrations folder and the free disk space, then run the command again.',
        ],
      },
    );
  }
}
