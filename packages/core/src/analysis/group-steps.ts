import type { ExecutionStep, SqlStatement } from '../databases/database';

/**
 * What a statement means for the steps of its file.
 * - `begin`, `commit`: the file's own transaction control; boundaries, no part of any step
 * - `alone`: refuses a transaction
 * - `ordinary`: anything else
 */
export type StepRole = 'begin' | 'commit' | 'alone' | 'ordinary';

/**
 * Groups the statements of a file into steps: everything in one transaction, closed by the file's
 * own COMMIT, except for statements that run alone. Between a BEGIN and its COMMIT nothing is
 * taken out; a BEGIN without COMMIT lasts to the end of the file.
 */
export function groupSteps(
  statements: readonly SqlStatement[],
  roleOf: (statement: SqlStatement) => StepRole,
): ExecutionStep[] {
  const steps: ExecutionStep[] = [];
  let current: SqlStatement[] = [];
  let inOwnTransaction = false;
  const close = () => {
    if (current.length > 0) steps.push({ mode: 'transaction', statements: current });
    current = [];
  };
  for (const statement of statements) {
    const role = roleOf(statement);
    if (role === 'begin') {
      inOwnTransaction = true;
    } else if (role === 'commit') {
      close();
      inOwnTransaction = false;
    } else if (role === 'alone' && !inOwnTransaction) {
      close();
      steps.push({ mode: 'alone', statements: [statement] });
    } else {
      current.push(statement);
    }
  }
  close();
  return steps;
}
