import type { SqlQuery } from './driver-adapter';
import type { ScriptFailure } from './failure-text';
import { migrationFailedText } from './failure-text';
import { UserFacingError } from './user-error';

/** What the adapters learn during one request and the engine's own answer does not say. */
export class OperationContext {
  /** The JSON-RPC method being answered. */
  method = '';
  /** True when the history was read from a database that has no `_prisma_migrations`. */
  historyTableMissing = false;
  /** The script the database refused. */
  scriptFailure: ScriptFailure | undefined;
  /** An error of an adapter with a text and a code for the user; the engine would bury both. */
  userError: UserFacingError | undefined;
  /** The last other error of an adapter. */
  driverError: unknown;
  /** The migration being applied, as far as a history row was written for it. */
  migrationName: string | undefined;

  begin(method: string): void {
    this.method = method;
    this.historyTableMissing = false;
    this.scriptFailure = undefined;
    this.userError = undefined;
    this.driverError = undefined;
    this.migrationName = undefined;
  }

  readonly report = (error: unknown): void => {
    if (error instanceof UserFacingError) this.userError = error;
    else this.driverError = error;
  };

  /**
   * Follows the engine's bookkeeping in `_prisma_migrations`: it inserts the row of a migration just before
   * it runs the script, and stores in `logs` why a script failed, where the native engine's text goes.
   */
  observeHistoryWrite(query: SqlQuery): SqlQuery {
    const columns = /^INSERT INTO .*_prisma_migrations[`"] \(([^)]*)\)/.exec(query.sql)?.[1]?.split(',');
    if (columns) {
      const name = query.args[columns.findIndex((column) => column.includes('migration_name'))];
      this.migrationName = typeof name === 'string' ? name : undefined;
      return query;
    }
    if (
      this.scriptFailure &&
      this.migrationName &&
      /UPDATE .*_prisma_migrations[`"] SET [`"]logs[`"] = /.test(query.sql)
    ) {
      return {
        ...query,
        args: [migrationFailedText(this.migrationName, this.scriptFailure), ...query.args.slice(1)],
      };
    }
    return query;
  }
}
