import type { SchemaChange } from './schema-change';

/** What the reverse of these changes cannot bring back, one sentence each. */
export function irreversibleParts(changes: readonly SchemaChange[]): string[] {
  const parts = changes.flatMap(({ kind, object, column }) => {
    switch (kind) {
      case 'drop-table':
        return [`The rows of table "${object}", which the migration drops.`];
      case 'drop-column':
        return [`The values of "${object}"."${column}", which the migration drops.`];
      case 'change-column':
        return [`Values of "${object}"."${column}" that its new definition cut, rounded or converted.`];
      case 'change-enum':
        return [`Values of enum "${object}" that rows use when the reverse removes them: it then fails.`];
      default:
        return [];
    }
  });
  // Whole tables first, they weigh most.
  return [...new Set(parts)].sort(
    (a, b) => Number(b.startsWith('The rows')) - Number(a.startsWith('The rows')),
  );
}

/** What running the reverse deletes. */
function deletions(changes: readonly SchemaChange[]): string[] {
  return changes.flatMap(({ kind, object, column }) => {
    if (kind === 'create-table') return [`The rows of table "${object}".`];
    if (kind === 'add-column') return [`The values of "${object}"."${column}".`];
    return [];
  });
}

/** The text of `down.sql`. @param sql the reverse diff */
export function downScript(migrationName: string, sql: string, changes: readonly SchemaChange[]): string {
  return (
    [
      `-- Down migration of ${migrationName}: the reverse of migration.sql, written by faber-db from the schema difference.`,
      '-- Prisma does not read this file. It restores the structure, not the data; review it before you need it.',
      ...commentList('It cannot bring back:', irreversibleParts(changes)),
      ...commentList('Running it deletes what was stored since:', deletions(changes)),
    ].join('\n') + `\n\n${sql.trim()}\n`
  );
}

function commentList(title: string, items: readonly string[]): string[] {
  return items.length === 0
    ? []
    : [`-- ${title}`, ...items.map((item) => `--   * ${item.replace(/\s+/g, ' ')}`)];
}
