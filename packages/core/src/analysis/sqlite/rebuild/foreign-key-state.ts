import type { RunChange } from '../../rule';

/** How foreign keys are enforced at one point of a run, as far as the run itself says it. */
export interface ForeignKeyState {
  /** `PRAGMA foreign_keys = OFF` came before and had an effect. */
  isOff: boolean;
  /** `PRAGMA defer_foreign_keys = ON` came before in the same transaction. */
  isDeferred: boolean;
}

const OFF = new Set(['off', 'no', 'false', '0']);

/** Whether the value of a PRAGMA switches it off. */
export function isOff(value: string): boolean {
  return OFF.has(value.toLowerCase());
}

/** The state after a change (https://www.sqlite.org/pragma.html#pragma_foreign_keys). */
export function nextForeignKeyState(
  state: ForeignKeyState,
  { change, inOwnTransaction }: RunChange,
): ForeignKeyState {
  if (change.kind === 'transaction') {
    const ends = change.action === 'commit' || change.action === 'rollback';
    return ends && state.isDeferred ? { ...state, isDeferred: false } : state;
  }
  if (change.kind !== 'pragma' || change.value === undefined || change.via === 'function-body') return state;
  const off = isOff(change.value);
  if (change.name === 'defer_foreign_keys') return { ...state, isDeferred: !off };
  // Inside of a transaction the PRAGMA does nothing, and says nothing.
  return change.name === 'foreign_keys' && !inOwnTransaction ? { ...state, isOff: off } : state;
}
