import type { SchemaModel } from './model/schema-model';
import type { RunChange } from './rule';
import { numberTransactions } from './run-changes-transactions';
import type { SqlScript } from './script';

/** How the files of a run are executed. */
export interface RunOptions {
  /** Each file is sent as one message; see `RuleContext`. */
  filesAreBatches?: boolean;
}

/**
 * All changes of a run in order, each with its statement and transaction. A `modify-column` is replaced
 * by what it amounts to; where the column is not known, it stays behind its rename.
 * @param model the schema before the run; carried forward to the one after it
 */
export function runChanges(
  scripts: readonly SqlScript[],
  model: SchemaModel,
  options: RunOptions = {},
): RunChange[] {
  const run: RunChange[] = [];
  const numbering = numberTransactions(model.provider, options.filesAreBatches ?? false);
  let previous: number | undefined;
  for (const [file, script] of scripts.entries()) {
    const transactionOf = numbering.ofScript(script);
    for (const [position, statement] of script.statements.entries()) {
      if (statement.changes.length === 0) continue;
      const where = { statement, file, position, ...transactionOf(statement) };
      if (where.transaction !== previous) endTransaction(model);
      previous = where.transaction;
      for (const original of statement.changes) {
        const changes = model.expand(original);
        const isUnknown = original.kind === 'modify-column' && !model.column(original.table, original.column);
        for (const change of isUnknown ? [...changes, original] : changes) run.push({ ...where, change });
        model.apply(original);
      }
    }
  }
  endTransaction(model);
  return run;
}

/** Lets settings of the transaction end with it. */
export function endTransaction(model: SchemaModel): void {
  model.apply({ kind: 'transaction', action: 'commit' });
}
