import type { ObjectName } from '../../change';
import type { SchemaModel } from '../../model/schema-model';
import { isTableInUse } from './table-in-use';

/** `isTableInUse` for what can have indexes: tables and materialized views. */
export function isRelationInUse(model: SchemaModel, name: ObjectName): boolean {
  const view = model.object('materialized view', name);
  return view === undefined ? isTableInUse(model, name) : !view.isNew;
}
