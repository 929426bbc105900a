import type { ProviderName } from '../environments/connection';
import { refusesTransaction as postgresqlRefuses } from './postgresql/refuses-transaction';
import type { RunChange } from './rule';
import { commitsImplicitly } from './run-changes-commits';
import { isBlank, type ReadStatement, type SqlScript } from './script';
import { refusesTransaction as sqliteRefuses } from './sqlite/plan-steps';

/** The transaction that a statement runs in; see `RunChange`. */
export type TransactionOfStatement = Pick<RunChange, 'transaction' | 'inOwnTransaction'>;

/** Numbers the transactions of the files of a run, one statement after the other. */
export interface TransactionNumbering {
  /** @param script one file; call once for each, in the order of the run */
  ofScript(script: SqlScript): (statement: ReadStatement) => TransactionOfStatement;
}

/**
 * @param filesAreBatches the tool sends a file as one message, so that a statement which refuses
 *   transactions can run only if it is alone in its file
 */
export function numberTransactions(provider: ProviderName, filesAreBatches: boolean): TransactionNumbering {
  let last = 0;
  const next = () => ++last;
  return {
    ofScript: (script) =>
      provider === 'mysql'
        ? implicitlyCommitting(next)
        : oneTransactionPerFile(script, next, filesAreBatches),
  };
}

/** PostgreSQL and SQLite, as `groupSteps` makes the steps of a file. */
function oneTransactionPerFile(
  script: SqlScript,
  next: () => number,
  filesAreBatches: boolean,
): (statement: ReadStatement) => TransactionOfStatement {
  const isSole = script.statements.filter((statement) => !isBlank(statement)).length === 1;
  let open: number | undefined;
  let isOwn = false;
  return (statement) => {
    const control = transactionControl(statement);
    const leavesTransaction = !isOwn && (isSole || !filesAreBatches) && runsAlone(script, statement, isSole);
    if (leavesTransaction) {
      open = undefined;
      return { transaction: undefined, inOwnTransaction: false };
    }
    open ??= next();
    const current = { transaction: open, inOwnTransaction: isOwn };
    if (control === 'begin') isOwn = true;
    if (control === 'end') {
      isOwn = false;
      open = undefined;
    }
    return current;
  };
}

/** MySQL: each statement is its own, but for what stands between START TRANSACTION and its end. DDL ends it too. */
function implicitlyCommitting(next: () => number): (statement: ReadStatement) => TransactionOfStatement {
  let open: number | undefined;
  let autocommit = true;
  return (statement) => {
    const control = transactionControl(statement);
    const wasOpen = open !== undefined;
    const current = { transaction: open, inOwnTransaction: wasOpen };
    const switched = autocommitSetBy(statement);
    if (switched === true) open = undefined;
    if (switched === false) open ??= next();
    autocommit = switched ?? autocommit;
    if (switched === false) return { ...current, transaction: open };
    if (control === 'begin') {
      open = next();
      return { ...current, transaction: open };
    }
    if (control === 'end' || statement.changes.some(commitsImplicitly)) {
      open = autocommit ? undefined : next();
    }
    return current;
  };
}

/** Whether a statement switches autocommit on (which commits) or off; undefined: neither. */
function autocommitSetBy(statement: ReadStatement): boolean | undefined {
  for (const change of statement.changes) {
    if (change.kind !== 'set-variable' || change.name !== 'autocommit') continue;
    if (change.via === undefined && !change.global)
      return !['0', 'off', 'false'].includes(change.value ?? '');
  }
  return undefined;
}

/** What a statement itself does with the transaction; savepoints and the bodies of procedures do nothing. */
function transactionControl(statement: ReadStatement): 'begin' | 'end' | undefined {
  for (const change of statement.changes) {
    if (change.kind !== 'transaction' || change.via !== undefined) continue;
    switch (change.action) {
      case 'begin':
        return 'begin';
      case 'commit':
      case 'rollback':
      case 'prepare':
        return 'end';
      default:
        return undefined;
    }
  }
  return undefined;
}

/** What a statement must hold to refuse transactions; saves taking the others apart once more. */
const MAY_REFUSE: Record<'postgresql' | 'sqlite', { first: RegExp; within: RegExp }> = {
  postgresql: {
    first: /^(?:VACUUM|REINDEX|CLUSTER|DISCARD|COMMIT|ROLLBACK|DO|CREATE|DROP|ALTER)\b/i,
    within:
      /\b(?:VACUUM|REINDEX|CLUSTER|DISCARD|PREPARED|COMMIT|ROLLBACK|CONCURRENTLY|DATABASE|TABLESPACE|SUBSCRIPTION|SYSTEM)\b/i,
  },
  sqlite: { first: /^(?:VACUUM|ATTACH|DETACH|PRAGMA)\b/i, within: /^(?:VACUUM|ATTACH|DETACH|PRAGMA)\b/i },
};

function runsAlone({ provider, text }: SqlScript, statement: ReadStatement, isSole: boolean): boolean {
  const { sqlStart, sqlEnd } = statement;
  if (provider === 'mysql') return false;
  const head = text.slice(sqlStart, sqlStart + 20);
  // A procedure that is alone in its file may commit in between.
  if (provider === 'postgresql' && isSole && /^CALL\b/i.test(head)) return true;
  const { first, within } = MAY_REFUSE[provider];
  if (!first.test(head)) return false;
  const sql = text.slice(sqlStart, sqlEnd);
  return within.test(sql) && (provider === 'postgresql' ? postgresqlRefuses(sql) : sqliteRefuses(sql));
}
