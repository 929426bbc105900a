import { readFile } from 'node:fs/promises';
import type { ObjectName } from '../../analysis/change';
import { modelFromScripts } from '../../analysis/model/model-from-scripts';
import type { Database } from '../../databases/database';
import { liveModel } from '../../databases/live-model';
import type { MigrationHistory } from '../../handlers/handler';
import type { OperationTarget } from '../operation-target';
import type { HealthCheck } from './health-check';
import { tableDrift } from './table-drift';

/**
 * Compares the tables that migrations touch with what the applied migrations make of them: what was
 * changed by hand is found before a migration stumbles over it.
 */
export async function checkDrift(
  target: OperationTarget,
  db: Database,
  history: MigrationHistory,
  tables: readonly ObjectName[],
): Promise<HealthCheck> {
  const strange = history.migrations.find(({ state }) => state === 'missing' || state === 'modified');
  if (strange !== undefined) {
    return skipped(`${strange.name} is ${strange.state}, so it is not known what the schema should be`);
  }
  const applied = new Set(
    history.migrations.filter(({ state }) => state === 'applied').map(({ name }) => name),
  );
  const files = (await target.handler.list(target)).filter(({ name }) => applied.has(name));
  const actual = await liveModel(db);
  const expected = await modelFromScripts(
    target.database.provider,
    await Promise.all(files.map(({ file }) => readFile(file, 'utf8'))),
    { isComplete: true, defaultSchema: actual.defaultSchema },
  );
  const differences = tableDrift(tables, expected, actual);
  return differences.length === 0
    ? { name: 'drift', state: 'ok', message: 'The tables concerned are as the migrations made them.' }
    : {
        name: 'drift',
        state: 'failed',
        message: `The tables concerned are not as the migrations made them: ${differences.join(' ')}`,
      };
}

function skipped(why: string): HealthCheck {
  return { name: 'drift', state: 'skipped', message: `Drift was not checked: ${why}.` };
}
