import type { ObjectName } from '../../analysis/change';
import { readScript } from '../../analysis/read-script';
import type { Plan } from '../../policy/plan';
import type { OperationTarget } from '../operation-target';

/** The tables that the migrations of a plan change, each once. */
export async function touchedTables(target: OperationTarget, plan: Plan): Promise<ObjectName[]> {
  const tables = new Map<string, ObjectName>();
  for (const { sql } of plan.migrations) {
    const script = await readScript(target.database.provider, sql, {});
    for (const change of script.statements.flatMap(({ changes }) => changes)) {
      if (change.via === 'function-body' || !('table' in change) || change.table === undefined) continue;
      tables.set(JSON.stringify([change.table.schema, change.table.name]), change.table);
    }
  }
  return [...tables.values()];
}
