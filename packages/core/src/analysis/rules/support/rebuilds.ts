import type { RuleContext, RunChange } from '../../rule';
import { findRebuilds, type TableRebuild } from '../../sqlite/rebuild';

/** The rebuilds of a run by the indexes of the changes that belong to them. */
type RebuildsByIndex = ReadonlyMap<number, TableRebuild>;

const rebuildsOfRuns = new WeakMap<readonly RunChange[], RebuildsByIndex>();
const NONE: RebuildsByIndex = new Map();

/**
 * The SQLite table rebuild that the current change is a part of. Other rules leave such changes alone: what a rebuild
 * loses is found by comparing the two tables, not in its statements.
 */
export function rebuildOf(context: RuleContext): TableRebuild | undefined {
  return rebuildAt(context.index, context);
}

/** The rebuild that the change at this index of the run is a part of. */
export function rebuildAt(index: number, context: RuleContext): TableRebuild | undefined {
  return rebuildsOf(context).get(index);
}

/**
 * The rebuild whose old table is dropped by the current change, which is where its losses are reported.
 * Undefined too where the old table was new in the run: nothing of it can be lost.
 */
export function rebuildDroppedHere(context: RuleContext): TableRebuild | undefined {
  const rebuild = rebuildAt(context.index, context);
  const isHere = rebuild?.drop === context.index && rebuild.before?.isNew !== true;
  return isHere && rebuild.before?.isTemporary !== true ? rebuild : undefined;
}

function rebuildsOf({ provider, run, start }: RuleContext): RebuildsByIndex {
  if (provider !== 'sqlite') return NONE;
  const known = rebuildsOfRuns.get(run);
  if (known !== undefined) return known;
  const rebuilds = new Map<number, TableRebuild>();
  for (const rebuild of findRebuilds(run, start)) {
    for (const position of rebuild.positions) rebuilds.set(position, rebuild);
  }
  rebuildsOfRuns.set(run, rebuilds);
  return rebuilds;
}
