import type { ExecutionStep, SqlStatement } from '../../databases/database';
import { FaberDbError } from '../../errors/faber-db-error';
import { groupSteps } from '../group-steps';
import { hasWord, type Token } from '../token';
import { tokenizeSqlite } from './tokenize';

/**
 * Whether SQLite refuses the statement inside of a transaction, or (`PRAGMA journal_mode`)
 * cannot do it there.
 *
 * `PRAGMA foreign_keys` does nothing inside of a transaction without being refused. It is not on
 * this list: whoever runs the steps must set it around all of them, since a run that is
 * resumed in a new session must have the setting too.
 */
export function refusesTransaction(statement: string): boolean {
  return refusesTransactionTokens([...tokenizeSqlite(statement)]);
}

function refusesTransactionTokens(tokens: readonly Token[]): boolean {
  const [first] = tokens;
  if (first?.kind !== 'word') return false;
  if (['VACUUM', 'ATTACH', 'DETACH'].includes(first.upper)) return true;
  return (
    first.upper === 'PRAGMA' &&
    hasWord(tokens.slice(1), 'JOURNAL_MODE') &&
    tokens.some(({ text }) => text === '=' || text === '(')
  );
}

/**
 * Groups the statements of a file into steps: everything in one transaction, except for statements
 * that refuse one, each of which is a step of its own. A file's own COMMIT and END are the
 * boundaries of its steps and, like its BEGIN, left out of them; a BEGIN without COMMIT lasts
 * to the end of the file. Savepoints stay inside of their step.
 *
 * SQLite itself would commit each statement before a BEGIN by itself; here they share the step.
 * @throws FaberDbError UNSUPPORTED for a ROLLBACK of the whole transaction
 */
export function planSqliteSteps(statements: readonly SqlStatement[]): ExecutionStep[] {
  return groupSteps(statements, (statement) => {
    const tokens = [...tokenizeSqlite(statement.text)];
    const first = tokens[0]?.kind === 'word' ? tokens[0].upper : '';
    if (first === 'BEGIN') return 'begin';
    if (first === 'COMMIT' || first === 'END') return 'commit';
    if (first === 'ROLLBACK' && !hasWord(tokens, 'TO')) {
      throw new FaberDbError(
        'UNSUPPORTED',
        'The file has a ROLLBACK on its top level, which faber-db cannot keep when it runs the file step by step.',
        {
          location: { line: statement.line },
          remedy: ['Remove the statement: faber-db runs the file in a transaction already.'],
        },
      );
    }
    return refusesTransactionTokens(tokens) ? 'alone' : 'ordinary';
  });
}
