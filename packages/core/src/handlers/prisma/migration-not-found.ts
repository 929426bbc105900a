import { FaberDbError } from '../../errors/faber-db-error';
import type { MigrationFile } from '../handler';

/** MIGRATION_NOT_FOUND (Prisma P3017). @param files what there is, for the hint */
export function migrationNotFound(name: string, files: readonly MigrationFile[]): FaberDbError {
  const similar = files.filter((file) => file.name.includes(name)).map((file) => file.name);
  return new FaberDbError('MIGRATION_NOT_FOUND', `There is no migration ${name}.`, {
    location: { migration: name },
    causeCode: 'P3017',
    remedy: [
      similar.length > 0
        ? `Did you mean ${similar.slice(0, 3).join(' or ')}? Give the whole name of the folder.`
        : 'Give the whole name of the folder, such as 20240131120000_add_users.',
    ],
  });
}
