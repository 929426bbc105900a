import type { ChangeKind } from '../../change';
import type { RunChange } from '../../rule';
import { nameOf } from './names';

/**
 * When a change takes effect that does not happen at once: ` when the function cleanup runs` for what stands
 * in a routine's body, else nothing. It is put behind the verb of a message.
 */
export function occasionOf({ change, statement }: RunChange<ChangeKind>): string {
  if (change.via !== 'function-body') return '';
  const routine = statement.changes.find((other) => other.kind === 'create-object');
  return routine?.kind === 'create-object'
    ? ` when the ${routine.objectType} ${nameOf(routine.name)} runs`
    : ' when the routine runs';
}

/** Whether the change stands in a routine, so that nothing happens while the migration runs. */
export function happensLater({ change }: RunChange<ChangeKind>): boolean {
  return change.via === 'function-body';
}
