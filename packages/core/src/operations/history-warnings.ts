import type { MigrationHistory } from '../handlers/handler';

/** Sentences about applied migrations whose file changed or is gone. They do not stop a run. */
export function historyWarnings(history: MigrationHistory): string[] {
  return history.migrations.flatMap((migration) => {
    switch (migration.state) {
      case 'modified':
        return [`${migration.name} was modified after it was applied; the database has the old version.`];
      case 'missing':
        return [`${migration.name} is applied in the database, but its file is missing here.`];
      default:
        return [];
    }
  });
}
