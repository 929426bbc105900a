import type { Change, ChangeKind } from './change';

/** Kinds that are DDL, or that commit as DDL does. */
const COMMITTING: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
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
  'lock-table',
  'grant',
  'revoke',
  'alter-role',
]);

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
