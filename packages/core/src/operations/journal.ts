import { selectDatabase, selectEnvironment } from '../config/select';
import type { OperationContext } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import { exportEntries, type JournalExportFormat } from '../journal/journal-export';
import { filterEntries, type JournalFilter } from '../journal/journal-filter';
import { openJournal, workspaceJournal } from './journaling/open-journal';
import { DEFAULT_ENVIRONMENT, operationTarget, type TargetOptions } from './operation-target';
import type { JournalResult } from './results';

export interface JournalOptions extends TargetOptions {
  /** Check that every byte is as it was written. */
  verify?: boolean;
  /** Give the entries in this format instead of showing them. */
  export?: JournalExportFormat;
  /** Only entries of this operation. */
  operation?: string;
  /** Only runs that ended so. */
  outcome?: NonNullable<JournalFilter['outcome']>;
  /** Only entries about this migration. */
  migration?: string;
  /** Only entries of whose actor this is a part. */
  actor?: string;
  /** ISO 8601: not before, not after. */
  since?: string;
  until?: string;
  /** Only entries of this plan; the beginning of the digest is enough. */
  digest?: string;
  /** Only the newest so many. */
  last?: number | string;
}

const OUTCOMES = ['succeeded', 'failed', 'refused', 'cancelled'];
const FORMATS = ['csv', 'json', 'jsonl'];

/** Shows, filters, exports and verifies the journal of an environment. Writes nothing. */
export async function journal(context: OperationContext, options: JournalOptions): Promise<JournalResult> {
  oneOf('outcome', options.outcome, OUTCOMES);
  oneOf('export', options.export, FORMATS);
  const database = selectDatabase(context.config, options.database);
  const environment = selectEnvironment(database, options.environment ?? DEFAULT_ENVIRONMENT);
  const opened = context.config.journal.databaseTable
    ? openJournal(context, await operationTarget(context, options, 'schema'))
    : workspaceJournal(context, database.name, environment.name);
  const entries = filterEntries(await opened.read(), filterOf(options));
  return {
    operation: 'journal',
    project: context.config.project.name,
    database: database.name,
    environment: environment.name,
    place: opened.place,
    entries,
    ...(options.verify ? { verification: await opened.verify() } : {}),
    ...(options.export === undefined ? {} : { exported: exportEntries(entries, options.export) }),
  };
}

function filterOf(options: JournalOptions): JournalFilter {
  const { operation, outcome, migration, actor, since, until, digest, last } = options;
  return {
    ...(operation === undefined ? {} : { operation }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(migration === undefined ? {} : { migration }),
    ...(actor === undefined ? {} : { actor }),
    ...(since === undefined ? {} : { since: new Date(since) }),
    ...(until === undefined ? {} : { until: new Date(until) }),
    ...(digest === undefined ? {} : { planDigest: digest }),
    ...(last === undefined ? {} : { last: Number(last) }),
  };
}

function oneOf(name: string, value: string | undefined, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value)) return;
  throw new FaberDbError('OPTION_INVALID', `"${value}" is no ${name}.`, {
    remedy: [`Use one of: ${allowed.join(', ')}`],
  });
}
