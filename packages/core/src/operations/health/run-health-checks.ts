import type { ObjectName } from '../../analysis/change';
import type { Database } from '../../databases/database';
import { FaberDbError } from '../../errors/faber-db-error';
import { commandFor } from '../../handlers/command-for';
import { describeTarget, type OperationTarget } from '../operation-target';
import { checkDrift } from './check-drift';
import { checkFreeDisk } from './free-disk';
import type { HealthCheck } from './health-check';

/**
 * Checks an environment before or after migrations run: connection, history, drift of the tables
 * concerned, free disk. Writes nothing.
 * @param tables those that the migrations touch
 * @throws FaberDbError HEALTH_CHECK_FAILED naming every check that failed
 */
export async function runHealthChecks(
  target: OperationTarget,
  db: Database,
  tables: readonly ObjectName[],
  when: 'before' | 'after',
): Promise<HealthCheck[]> {
  const checks: HealthCheck[] = [
    { name: 'connection', state: 'ok', message: `Connected to ${await db.version()}.` },
  ];
  const history = await target.handler.history(target, db);
  const failed = history.migrations.filter(({ state, resumable }) => state === 'failed' && !resumable);
  checks.push(
    failed.length === 0
      ? { name: 'history', state: 'ok', message: 'No failed migration.' }
      : {
          name: 'history',
          state: 'failed',
          message: `Failed and not resolved: ${failed.map(({ name }) => name).join(', ')}.`,
        },
  );
  checks.push(await checkDrift(target, db, history, tables));
  checks.push(await checkFreeDisk(db));
  const bad = checks.filter(({ state }) => state === 'failed');
  if (bad.length === 0) return checks;
  throw new FaberDbError(
    'HEALTH_CHECK_FAILED',
    `The health check ${when} the migrations failed: ${bad.map(({ message }) => message).join(' ')} ` +
      (when === 'before' ? 'Nothing was done.' : 'The migrations are applied.'),
    {
      location: describeTarget(target),
      remedy: [
        `Look at it: ${commandFor(target, 'status')}`,
        ...(bad.some(({ name }) => name === 'history')
          ? [`Resolve the failure: ${commandFor(target, 'resolve', '--rolled-back', failed[0]?.name ?? '')}`]
          : []),
        ...(bad.some(({ name }) => name === 'drift')
          ? ['Bring what was changed by hand into a migration, or undo it.']
          : []),
        ...(bad.some(({ name }) => name === 'disk') ? ['Make room on the disk.'] : []),
      ],
    },
  );
}
