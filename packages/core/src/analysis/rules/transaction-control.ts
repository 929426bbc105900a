import { defineRule, type RunChange } from '../rule';
import { happensLater } from './support/occasion';

/** What can be wrong with a transaction statement. */
type Problem = 'nested' | 'never ended' | 'nothing begun' | 'undone';

/**
 * A file runs in a transaction that faber-db, or the migration tool, begins and ends. A BEGIN in an open one is
 * ignored (MySQL: commits what came before), a COMMIT without BEGIN ends the tool's own, a missing COMMIT leaves the
 * end to chance, and a ROLLBACK undoes what is then recorded as applied. A pair of BEGIN and COMMIT is fine.
 *
 * Source: squawk `transaction-nesting` and `ban-uncommitted-transaction`, Atlas "nested transactions".
 *
 * Safe alternative: leave BEGIN and COMMIT out, or write both, once.
 */
export const transactionControl = defineRule({
  id: 'transaction-control',
  title: 'BEGIN, COMMIT and ROLLBACK do not match',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'medium',
  on: ['transaction'],
  check(current, context) {
    const problem = problemsOf(context.run).get(current);
    if (problem === undefined) return undefined;
    return { object: '', message: MESSAGES[problem], suggestion: SUGGESTIONS[problem] };
  },
  examples: [
    { provider: 'postgresql', why: 'nested', sql: 'BEGIN; BEGIN; COMMIT;', finds: 1 },
    { provider: 'postgresql', why: 'never ended', sql: 'BEGIN; CREATE TABLE t (id int);', finds: 1 },
    { provider: 'postgresql', why: 'nothing begun', sql: 'CREATE TABLE t (id int); COMMIT;', finds: 1 },
    { provider: 'postgresql', why: 'undone', sql: 'BEGIN; CREATE TABLE t (id int); ROLLBACK;', finds: 1 },
    { provider: 'mysql', why: 'never ended', sql: 'START TRANSACTION; INSERT INTO t VALUES (1);', finds: 1 },
    { provider: 'sqlite', why: 'nested', sql: 'BEGIN; BEGIN IMMEDIATE; END;', finds: 1 },
    { provider: 'postgresql', why: 'a pair', sql: 'BEGIN; CREATE TABLE t (id int); COMMIT;', finds: false },
    {
      provider: 'postgresql',
      why: 'two pairs',
      sql: 'BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; END;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a pair',
      sql: 'START TRANSACTION; INSERT INTO t VALUES (1); COMMIT;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a block of a procedure',
      sql: 'CREATE PROCEDURE p() BEGIN START TRANSACTION; INSERT INTO t VALUES (1); END;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'savepoints',
      sql: 'BEGIN; SAVEPOINT a; SELECT 1; ROLLBACK TO a; COMMIT;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'without autocommit there is always something to commit',
      sql: 'SET autocommit = 0; INSERT INTO t VALUES (1); COMMIT;',
      finds: false,
    },
  ],
});

const MESSAGES: Readonly<Record<Problem, string>> = {
  nested:
    'Begins a transaction in one that is open: PostgreSQL ignores it, SQLite refuses it, MySQL commits what came before.',
  'never ended':
    'Begins a transaction that the file does not end: whether it is committed is left to chance.',
  'nothing begun':
    'Ends a transaction that the file did not begin: it ends the one in which the migration runs, and what follows runs outside of it.',
  undone: 'Undoes what the transaction did, while the migration is recorded as applied.',
};

const SUGGESTIONS: Readonly<Record<Problem, string>> = {
  nested: '-- Leave this BEGIN out, or end the transaction before it.',
  'never ended': '-- End it in the same file, or leave BEGIN out:\nCOMMIT;',
  'nothing begun': '-- Leave it out: the tool ends the transaction in which the migration runs.',
  undone: '-- Leave the transaction out of the migration, or commit it:\nCOMMIT;',
};

const problemsOfRuns = new WeakMap<readonly RunChange[], ReadonlyMap<RunChange, Problem>>();

/** What is wrong with which transaction statement of the run; found once per run. */
function problemsOf(run: readonly RunChange[]): ReadonlyMap<RunChange, Problem> {
  const known = problemsOfRuns.get(run);
  if (known !== undefined) return known;
  const problems = findProblems(run);
  problemsOfRuns.set(run, problems);
  return problems;
}

function findProblems(run: readonly RunChange[]): Map<RunChange, Problem> {
  const problems = new Map<RunChange, Problem>();
  let file: number | undefined;
  let open: RunChange | undefined;
  let isAutocommitOff = false;

  for (const entry of run) {
    if (entry.file !== file) {
      if (open) problems.set(open, 'never ended');
      file = entry.file;
      open = undefined;
      isAutocommitOff = false;
    }
    const { change } = entry;
    if (happensLater(entry) || change.via === 'do-block') continue;
    if (change.kind === 'set-variable' && change.name.toLowerCase() === 'autocommit') {
      isAutocommitOff = ['0', 'off', 'false'].includes(change.value?.toLowerCase() ?? '');
    }
    if (change.kind !== 'transaction') continue;
    switch (change.action) {
      case 'begin':
        if (open) problems.set(entry, 'nested');
        else open = entry;
        break;
      case 'commit':
      case 'prepare':
        if (!open && !isAutocommitOff) problems.set(entry, 'nothing begun');
        open = undefined;
        break;
      case 'rollback':
        problems.set(entry, open || isAutocommitOff ? 'undone' : 'nothing begun');
        open = undefined;
        break;
    }
  }
  if (open) problems.set(open, 'never ended');
  return problems;
}
