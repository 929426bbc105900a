import type { Clock } from '../../../context/clock';
import type { OperationEvent } from '../../../context/operation-event';
import type { Database } from '../../../databases/database';
import { StatementError, type NumberedStatement } from './statement-failure';

// Larger batches save nothing measurable and delay progress and cancellation.
const BATCH_STATEMENTS = 100;
const BATCH_CHARACTERS = 64 * 1024;

/** How long a message took; only its last statement has it. */
export type StatementTiming = Partial<
  Pick<OperationEvent & { type: 'statement-finished' }, 'from' | 'durationMs'>
>;

/** How statements are to be sent. */
export interface RunStatementsOptions {
  /** Send every statement by itself, to learn which one fails. */
  oneByOne: boolean;
  /** Called before every batch; throws to stop. */
  beforeBatch(): void;
  /** Called for every statement, in order, when the message it was in has succeeded. */
  onFinished(statement: NumberedStatement, timing: StatementTiming): void;
  clock: Pick<Clock, 'monotonicMs'>;
  /** A statement to send behind the last batch, in the same message. */
  followedBy?: string;
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
  const groups = together ? batches(statements) : statements.map((statement) => [statement]);
  for (const [index, batch] of groups.entries()) {
    options.beforeBatch();
    const [first] = batch;
    const last = batch.at(-1);
    if (!first || !last) continue;
    const text = sql.slice(first.start, last.end);
    const started = options.clock.monotonicMs();
    try {
      const isLast = index === groups.length - 1;
      // On lines of its own: the text may end with a comment.
      await db.execute(isLast && options.followedBy ? `${text}\n;\n${options.followedBy}` : text);
    } catch (error) {
      throw new StatementError(error, batch, text, first.start);
    }
    const timing = { from: first.number, durationMs: options.clock.monotonicMs() - started };
    for (const statement of batch) options.onFinished(statement, statement === last ? timing : {});
  }
}

/** Whether `runStatements` would send all of them in one message. */
export function isOneBatch(statements: readonly NumberedStatement[]): boolean {
  return batches(statements).length === 1;
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
