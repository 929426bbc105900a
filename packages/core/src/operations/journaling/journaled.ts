import { randomUUID } from 'node:crypto';
import type { Finding } from '../../analysis/finding';
import type { OperationContext } from '../../context/operation-context';
import type { OperationEvent } from '../../context/operation-event';
import { redactor } from '../../environments/redact';
import { FaberDbError } from '../../errors/faber-db-error';
import { findActor } from '../../journal/actor';
import type { Journal, JournalFinding, JournalRecord, JournalStatement } from '../../journal/journal-entry';
import { describeTarget, type OperationTarget } from '../operation-target';

/** What an operation tells the journal about itself before it starts. */
export type JournalDetails = Pick<JournalRecord, 'operation'> &
  Partial<
    Pick<
      JournalRecord,
      'workItem' | 'planDigest' | 'planBasis' | 'approvals' | 'findings' | 'backup' | 'migrations'
    >
  >;

/** What is noted while the operation runs. */
export interface RunNotes {
  /** The longest that other sessions waited for us. */
  longestWaitOfOthersMs: number | undefined;
}

/**
 * Runs an operation between its two entries in the journal. Where the first cannot be written nothing is
 * done in a protected environment; elsewhere, and for the second, it is a warning: what happened, happened.
 * @param work gets the target whose events the journal sees
 */
export async function journaled<T>(
  context: OperationContext,
  target: OperationTarget,
  journal: Journal,
  details: JournalDetails,
  work: (target: OperationTarget, notes: RunNotes) => Promise<T>,
): Promise<T> {
  const common = { ...details, ...(await newRun(context, target)) };
  await append(context, target, journal, { ...common, phase: 'started' }, target.environment.isProtected);
  const started = context.clock.monotonicMs();
  const notes: RunNotes = { longestWaitOfOthersMs: undefined };
  const statements: JournalStatement[] = [];
  const finish = (outcome: Partial<JournalRecord>) =>
    append(context, target, journal, {
      ...common,
      ...outcome,
      phase: 'finished',
      ...(statements.length === 0 ? {} : { statements }),
      ...(notes.longestWaitOfOthersMs === undefined
        ? {}
        : { longestWaitOfOthersMs: notes.longestWaitOfOthersMs }),
      durationMs: Math.round(context.clock.monotonicMs() - started),
    });
  try {
    const result = await work(observed(target, statements, notes), notes);
    await finish({ outcome: 'succeeded' });
    return result;
  } catch (thrown) {
    await finish(failureOf(target, thrown));
    throw thrown;
  }
}

/** Records that an operation was refused before it began. Only protected environments keep that. */
export async function journalRefusal(
  context: OperationContext,
  target: OperationTarget,
  journal: Journal,
  details: JournalDetails,
  thrown: unknown,
): Promise<void> {
  const error = FaberDbError.from(thrown);
  if (!target.environment.isProtected || error.kind !== 'refused') return;
  await journalOnce(context, target, journal, { ...details, ...failureOf(target, error) });
}

/** Records in a single entry what changed nothing in the database. It is a warning where that cannot be written. */
export async function journalOnce(
  context: OperationContext,
  target: OperationTarget,
  journal: Journal,
  details: JournalDetails & Pick<JournalRecord, 'outcome' | 'error'>,
): Promise<void> {
  await append(context, target, journal, {
    ...details,
    ...(await newRun(context, target)),
    phase: 'finished',
  });
}

/** Findings as the journal keeps them. */
export function journalFindings(findings: readonly Finding[]): JournalFinding[] {
  return findings.map(({ rule, risk, migration, object, suppressed }) => ({
    rule,
    risk,
    object,
    ...(migration === undefined ? {} : { migration }),
    ...(suppressed === undefined ? {} : { suppressed }),
  }));
}

/** What all entries of a run have in common. */
async function newRun(context: OperationContext, target: OperationTarget) {
  const actor = await findActor(context.env, { cwd: context.config.workspaceRoot });
  return { ...describeTarget(target), run: randomUUID(), actor };
}

function failureOf(target: OperationTarget, thrown: unknown): Pick<JournalRecord, 'outcome' | 'error'> {
  const { code, kind, message } = FaberDbError.from(thrown);
  const outcome = code === 'CANCELLED' ? 'cancelled' : kind === 'refused' ? 'refused' : 'failed';
  return { outcome, error: { code, message: redactor(target.connection)(message) } };
}

/** The target, with an ear on its events. */
function observed(target: OperationTarget, statements: JournalStatement[], notes: RunNotes): OperationTarget {
  const onEvent = (event: OperationEvent): void => {
    if (event.type === 'others-waiting') {
      notes.longestWaitOfOthersMs = Math.max(notes.longestWaitOfOthersMs ?? 0, event.longestMs);
    }
    if (event.type === 'statement-finished' && event.durationMs !== undefined) {
      // A transaction that is tried again runs its statements again; the last time is the one that counts.
      const earlier = statements.findIndex(
        ({ migration, statement }) => migration === event.migration && statement === event.index,
      );
      if (earlier >= 0) statements.splice(earlier);
      statements.push({
        migration: event.migration,
        statement: event.index,
        ...(event.from === undefined || event.from === event.index ? {} : { from: event.from }),
        durationMs: Math.round(event.durationMs),
      });
    }
    target.context.onEvent(event);
  };
  return { ...target, context: { ...target.context, onEvent } };
}

async function append(
  context: OperationContext,
  target: OperationTarget,
  journal: Journal,
  record: JournalRecord,
  isRequired = false,
): Promise<void> {
  try {
    await journal.append(record);
  } catch (thrown) {
    const error = FaberDbError.from(thrown);
    if (isRequired) {
      throw error.at({ environment: target.environmentName, database: target.database.name });
    }
    context.onEvent({ type: 'warning', message: `Not in the journal: ${error.message}` });
  }
}
