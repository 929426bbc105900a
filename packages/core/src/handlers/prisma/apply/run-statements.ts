import type { Database } from '../../../databases/database';
import { StatementError, type NumberedStatement } from './statement-failure';

// Larger batches save nothing measurable and delay progress and cancellation.
const BATCH_STATEMENTS = 100;
const BATCH_CHARACTERS = 64 * 1024;

/** How statements are to be sent. */
export interface RunStatementsOptions {
  /** Send every statement by itself, to learn which one fails. */
  oneByOne: boolean;
  /** Called before every batch; throws to stop. */
  beforeBatch(): void;
  onFinished(statement: NumberedStatement): void;
}

/**
 * Runs statements of a file in order. To a server many are sent at once, as the file has them, which
 * saves a round trip for each; an engine in this process gets them one by one.
 * @throws StatementError, or what `beforeBatch` throws
 */
export async function runStatements(
  db: Database,
  sql: string,
  statements: readonly NumberedStatement[],
  options: RunStatementsOptions,
): Promise<void> {
  const together = db.capabilities.server && !options.oneByOne;
  for (const batch of together ? batches(statements) : statements.map((statement) => [statement])) {
    options.beforeBatch();
    const [first] = batch;
    const last = batch.at(-1);
    if (!first || !last) continue;
    const text = sql.slice(first.start, last.end);
    try {
      await db.execute(text);
    } catch (error) {
      throw new StatementError(error, batch, text, first.start);
    }
    for (const statement of batch) options.onFinished(statement);
  }
}

/** Consecutive statements in groups of limited size. A gap in the numbers (a skipped statement) ends a group. */
export function batches(statements: readonly NumberedStatement[]): NumberedStatement[][] {
  const groups: NumberedStatement[][] = [];
  let group: NumberedStatement[] = [];
  for (const statement of statements) {
    const [first] = group;
    const previous = group.at(-1);
    const fits =
      first !== undefined &&
      previous !== undefined &&
      group.length < BATCH_STATEMENTS &&
      statement.end - first.start <= BATCH_CHARACTERS &&
      statement.number === previous.number + 1;
    if (!fits) groups.push((group = []));
    group.push(statement);
  }
  return groups;
}
