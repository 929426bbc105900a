import type { Change, ChangeOf } from './change';
import type { ModelSteps } from './model/model-steps';
import type { SchemaModel } from './model/schema-model';
import type { RunChange } from './rule';
import { numberTransactions } from './run-changes-transactions';
import type { SqlScript } from './script';

/** How the files of a run are executed. */
export interface RunOptions {
  /** Each file is sent as one message; see `RuleContext`. */
  filesAreBatches?: boolean;
  /** Is filled with what each change of the run did to the model; see `SchemaModel.replay`. */
  steps?: ModelSteps;
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
  const { steps } = options;
  const numbering = numberTransactions(model.provider, options.filesAreBatches ?? false);
  let previous: number | undefined;
  for (const [file, script] of scripts.entries()) {
    const transactionOf = numbering.ofScript(script);
    for (const [position, statement] of script.statements.entries()) {
      if (statement.changes.length === 0) continue;
      const { transaction, inOwnTransaction } = transactionOf(statement);
      if (transaction !== previous) endTransaction(model);
      previous = transaction;
      for (const original of statement.changes) {
        const changes = original.kind === 'modify-column' ? expanded(original, model) : undefined;
        for (const change of changes ?? [original]) {
          run.push({ change, statement, file, position, transaction, inOwnTransaction });
        }
        const step = model.apply(original);
        // A part of what a change amounts to does less to the model than the whole.
        if (changes) changes.forEach(() => steps?.add(undefined));
        else steps?.add(step);
      }
    }
  }
  endTransaction(model);
  return run;
}

function expanded(change: ChangeOf<'modify-column'>, model: SchemaModel): Change[] {
  const changes = model.expand(change);
  return model.column(change.table, change.column) ? changes : [...changes, change];
}

/** Lets settings of the transaction end with it. */
export function endTransaction(model: SchemaModel): void {
  model.apply({ kind: 'transaction', action: 'commit' });
}
