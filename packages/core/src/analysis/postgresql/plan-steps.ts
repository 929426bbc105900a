import type { ExecutionStep, SqlStatement } from '../../databases/database';
import { FaberDbError } from '../../errors/faber-db-error';
import { groupSteps } from '../group-steps';
import { startsWith, tokensAre, type Token } from '../token';
import { refusesTransactionTokens } from './refuses-transaction';
import { tokenizePostgresql } from './tokenize';

/**
 * Groups the statements of a file into steps: everything in one transaction, except for
 * statements that refuse to run in one, each of which is a step of its own.
 *
 * A file with its own transaction control keeps the boundaries that the server gives it when it
 * gets the whole file in one message (as Prisma sends it,
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT):
 * COMMIT and END close what began at the previous boundary, also before the file's BEGIN. The
 * control statements themselves are left out of the steps, since the steps have their own.
 * - A BEGIN without COMMIT lasts to the end of the file and is committed there.
 * - Savepoints stay inside of their step.
 * - Between BEGIN and COMMIT nothing is taken out of the transaction: the server refuses the
 *   statement there and says why.
 * @throws FaberDbError UNSUPPORTED for a ROLLBACK of the transaction, PREPARE TRANSACTION, and
 *   isolation levels above READ COMMITTED, which the steps could not keep
 */
export function planPostgresqlSteps(statements: readonly SqlStatement[]): ExecutionStep[] {
  return groupSteps(statements, (statement) => {
    const tokens = [...tokenizePostgresql(statement.text)];
    const control = transactionControl(tokens);
    if (control === 'unsupported') {
      throw unsupported(statement, `"${statement.text.slice(0, 40)}" on its top level`);
    }
    if (control === 'begin') refuseIsolation(tokens, statement);
    if (control !== undefined) return control;
    return refusesTransactionTokens(tokens) || isSoleCall(tokens, statements) ? 'alone' : 'ordinary';
  });
}

function transactionControl(tokens: readonly Token[]): 'begin' | 'commit' | 'unsupported' | undefined {
  const [first, second, third] = tokens;
  if (first?.kind !== 'word') return undefined;
  switch (first.upper) {
    case 'BEGIN':
      return 'begin';
    case 'START':
      return second?.upper === 'TRANSACTION' ? 'begin' : undefined;
    case 'COMMIT':
    case 'END':
      return second?.upper === 'PREPARED' ? undefined : 'commit';
    case 'ABORT':
      return 'unsupported';
    case 'ROLLBACK': {
      const toSavepoint = [second, third].some((token) => token?.upper === 'TO');
      return toSavepoint || second?.upper === 'PREPARED' ? undefined : 'unsupported';
    }
    case 'PREPARE':
      return second?.upper === 'TRANSACTION' ? 'unsupported' : undefined;
    default:
      return undefined;
  }
}

function refuseIsolation(tokens: readonly Token[], statement: SqlStatement): void {
  const level = tokens.findIndex((_, index) => tokensAre(tokens, index, 'ISOLATION', 'LEVEL'));
  if (level >= 0 && !tokensAre(tokens, level, 'ISOLATION', 'LEVEL', 'READ')) {
    throw unsupported(statement, `a transaction of its own isolation level ("${statement.text}")`);
  }
}

function unsupported(statement: SqlStatement, what: string): FaberDbError {
  return new FaberDbError(
    'UNSUPPORTED',
    `The file has ${what}, which faber-db cannot keep when it runs the file step by step.`,
    {
      location: { line: statement.line },
      remedy: [
        'Remove the statement: faber-db runs the file in a transaction already.',
        'Or leave the file to Prisma: set "engine": "cli" for this database.',
      ],
    },
  );
}

/**
 * A procedure may commit in between (batched backfills do), which works only outside of a
 * transaction. Alone in its file it is atomic as far as it wants to be, and that is how Prisma runs it.
 */
function isSoleCall(tokens: readonly Token[], statements: readonly SqlStatement[]): boolean {
  return statements.length === 1 && startsWith(tokens, 'CALL');
}
