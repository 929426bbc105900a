import type { ObjectName, OtherObjectType } from '../../change';
import type { RuleContext } from '../../rule';
import { sameName } from './run-index';

/**
 * The names that an object had before the run renamed it, latest first: what is dropped as `mood_old` may be the
 * `mood` of before, for which there is a new one.
 */
export function formerNames(
  { run, index, before }: RuleContext,
  objectType: OtherObjectType,
  name: ObjectName,
): ObjectName[] {
  const names: ObjectName[] = [];
  let current = name;
  for (let at = index - 1; at >= 0; at -= 1) {
    const change = run[at]?.change;
    if (change?.kind !== 'rename-object' || change.objectType !== objectType) continue;
    if (change.via === 'function-body' || !sameName(before, { ...change.name, name: change.to }, current))
      continue;
    current = change.name;
    names.push(current);
  }
  return names;
}

/** The same for the name that a table has at the change at `index` of the run. */
export function formerTableNames(
  { run, before }: RuleContext,
  index: number,
  table: ObjectName,
): ObjectName[] {
  const names: ObjectName[] = [];
  let current = table;
  for (let at = index - 1; at >= 0; at -= 1) {
    const change = run[at]?.change;
    if (change?.kind !== 'rename-table' || change.via === 'function-body') continue;
    if (!sameName(before, { ...change.table, name: change.to.name }, current)) continue;
    current = change.table;
    names.push(current);
  }
  return names;
}
