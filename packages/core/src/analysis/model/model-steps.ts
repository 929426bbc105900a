import type { ModelStep, Mutation } from './model-step';

/** Columns, constraints and indexes of all tables in the steps that are kept: some 30 MB. */
const ROOM = 300_000;

/**
 * The steps of a run, by the position of their change. Each state of a table has lists of its own, so that many
 * changes of a wide table would fill the memory: what comes after that is not kept.
 */
export class ModelSteps {
  readonly #steps: (ModelStep | undefined)[] = [];
  #room: number;

  /** @param room how many columns, constraints and indexes may be kept */
  constructor(room = ROOM) {
    this.#room = room;
  }

  /** Adds that of the next change; undefined: there is none. */
  add(step: ModelStep | undefined): void {
    if (step) for (const mutation of step) this.#room -= sizeOf(mutation);
    this.#steps.push(this.#room >= 0 ? step : undefined);
  }

  /** Undefined: the change has to be applied. */
  at(index: number): ModelStep | undefined {
    return this.#steps[index];
  }
}

function sizeOf({ stored }: Mutation): number {
  if (stored === undefined || 'objectType' in stored) return 1;
  return stored.columns.size + stored.constraints.length + stored.indexes.length;
}
