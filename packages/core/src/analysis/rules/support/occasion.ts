import type { ChangeKind } from '../../change';
import type { RuleContext, RunChange } from '../../rule';
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

/**
 * Whether the change stands in a routine that no statement of the run calls. What calls it is looked for by its
 * name and a parenthesis, so that rather too many calls are seen than too few.
 */
export function isOnlyDefined({ change, statement }: RunChange<ChangeKind>, { run }: RuleContext): boolean {
  if (change.via !== 'function-body') return false;
  const routine = statement.changes.find((other) => other.kind === 'create-object');
  if (routine?.kind !== 'create-object' || routine.objectType === 'trigger') return true;
  const call = new RegExp(`${escapeRegExp(routine.name.name)}"?\`?\\s*\\(`, 'i');
  return !run.some(
    (other) => other.statement !== statement && calls(other) && call.test(other.statement.text),
  );
}

/** Statements that only concern a routine, and name it as a call does. */
function calls({ change }: RunChange<ChangeKind>): boolean {
  return !NO_CALLS.has(change.kind) && !(change.kind === 'other' && /^(comment|alter)\b/i.test(change.verb));
}

const NO_CALLS: ReadonlySet<ChangeKind> = new Set([
  'create-object',
  'drop-object',
  'rename-object',
  'grant',
  'revoke',
]);

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether the change stands in a routine, so that nothing happens while the migration runs. */
export function happensLater({ change }: RunChange<ChangeKind>): boolean {
  return change.via === 'function-body';
}
