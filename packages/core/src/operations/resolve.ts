import type { OperationContext } from '../context/operation-context';
import type { Database } from '../databases/database';
import { FaberDbError } from '../errors/faber-db-error';
import { approveOperation } from './approving/approve-operation';
import type { ApprovalOptions } from './approving/given-approval';
import { journaled } from './journaling/journaled';
import { openJournal } from './journaling/open-journal';
import {
  describeTarget,
  operationTarget,
  type OperationTarget,
  type TargetOptions,
} from './operation-target';
import type { ResolveResult } from './results';
import { withDatabase } from './with-database';

export interface ResolveOptions extends TargetOptions, ApprovalOptions {
  /** Record this migration as applied without running it. */
  applied?: string;
  /** Record this failed migration as rolled back, so that it runs again. */
  rolledBack?: string;
  /** Record the migrations on disk as applied: for a database that existed before its migrations. */
  baseline?: boolean;
  /** With `baseline`: the last migration that the database already contains. */
  to?: string;
}

/** Corrects the migration history without running any migration. */
export async function resolve(context: OperationContext, options: ResolveOptions): Promise<ResolveResult> {
  const action = chooseAction(options);
  const target = await operationTarget(context, options, 'schema');
  return withDatabase(target, context, 'resolve', async (db) => {
    const migrations = await namesFor(action, options, target, db);
    const journal = openJournal(context, target);
    const approvals = await approveOperation(context, target, journal, {
      operation: 'resolve',
      asks: 'migrate',
      question: `Record in ${target.environment.name} as ${action}: ${migrations.join(', ')}?`,
      identity: () => db.identity(),
      what: () => ({ action, migrations }),
      given: options,
    });
    const details = { operation: 'resolve', migrations, ...(approvals.length === 0 ? {} : { approvals }) };
    await journaled(context, target, journal, details, async (observed) => {
      if (action === 'rolled-back') await target.handler.markRolledBack(observed, db, migrations[0] ?? '');
      else await target.handler.markApplied(observed, db, migrations);
    });
    return { operation: 'resolve', ...describeTarget(target), action, migrations };
  });
}

function chooseAction(options: ResolveOptions): ResolveResult['action'] {
  const chosen: ResolveResult['action'][] = [];
  if (options.applied !== undefined) chosen.push('applied');
  if (options.rolledBack !== undefined) chosen.push('rolled-back');
  if (options.baseline) chosen.push('baseline');
  const [action] = chosen;
  if (action === undefined || chosen.length > 1) {
    throw new FaberDbError('OPTION_INVALID', 'Say exactly one of: applied, rolled back, baseline.', {
      remedy: [
        'faber-db resolve <project> --env <environment> --applied <migration>',
        'faber-db resolve <project> --env <environment> --rolled-back <migration>',
        'faber-db resolve <project> --env <environment> --baseline [--to <migration>]',
      ],
    });
  }
  return action;
}

async function namesFor(
  action: ResolveResult['action'],
  options: ResolveOptions,
  target: OperationTarget,
  db: Database,
): Promise<string[]> {
  if (action === 'applied') return [options.applied ?? ''];
  if (action === 'rolled-back') return [options.rolledBack ?? ''];
  return baselineNames(options.to, target, db);
}

async function baselineNames(
  to: string | undefined,
  target: OperationTarget,
  db: Database,
): Promise<string[]> {
  const history = await target.handler.history(target, db);
  const recorded = history.migrations.filter((migration) => migration.state !== 'pending');
  if (recorded.length > 0) {
    throw new FaberDbError(
      'MIGRATION_ALREADY_APPLIED',
      `The database has a migration history already (${recorded.length} recorded); a baseline is for one that has none.`,
      { remedy: ['Record single migrations with --applied <migration>.'] },
    );
  }
  const names = (await target.handler.list(target)).map((migration) => migration.name);
  const last = to === undefined ? names.length - 1 : names.indexOf(to);
  if (last < 0) {
    throw new FaberDbError(
      'MIGRATION_NOT_FOUND',
      to === undefined ? 'There is no migration to record.' : `There is no migration "${to}".`,
      { remedy: [names.length === 0 ? 'faber-db generate-migration' : `Known: ${names.join(', ')}`] },
    );
  }
  return names.slice(0, last + 1);
}
