import type { Change, ChangeKind } from './change';

/** Kinds of change that are DDL in MySQL and MariaDB, whose every statement commits. */
export const COMMITTING_DDL = [
  'rename-table',
  'add-column',
  'drop-column',
  'rename-column',
  'alter-column-type',
  'set-not-null',
  'drop-not-null',
  'set-default',
  'drop-default',
  'modify-column',
  'add-constraint',
  'drop-constraint',
  'create-index',
  'drop-index',
  'drop-partition',
  'create-schema',
  'drop-schema',
  'drop-database',
  'create-object',
  'drop-object',
  'rename-object',
  'truncate',
  'rewrite-table',
  'alter-options',
  'convert-charset',
  'grant',
  'revoke',
  'alter-role',
] as const satisfies readonly ChangeKind[];

/** LOCK TABLES is no DDL and commits all the same. */
const COMMITTING: ReadonlySet<ChangeKind> = new Set<ChangeKind>([...COMMITTING_DDL, 'lock-table']);

/**
 * Whether MySQL and MariaDB commit the open transaction before this change, without being asked
 * (https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html). Temporary tables are exempt.
 */
export function commitsImplicitly(change: Change): boolean {
  if (change.via !== undefined && change.via !== 'executable-comment') return false;
  switch (change.kind) {
    case 'create-table':
      return !change.temporary;
    case 'drop-table':
      return !change.temporary;
    case 'other':
      return change.isDdl === true;
    default:
      return COMMITTING.has(change.kind);
  }
}
