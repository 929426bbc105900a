import type { ChangeKind, ChangeOf } from '../change';
import type { SchemaState } from './schema-state';

/** How changes of some kinds alter the state. What does not fit the state is ignored. */
export type Appliers = {
  readonly [Kind in ChangeKind]?: (state: SchemaState, change: ChangeOf<Kind>) => void;
};
