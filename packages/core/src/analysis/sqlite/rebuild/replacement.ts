import type { ObjectName } from '../../change';
import { tableKey, type Copy, type HistoricTable } from './table-history';

/** A dropped table, and the one that got its rows and its name. */
export interface Replacement {
  name: ObjectName;
  old: HistoricTable;
  replacement: HistoricTable & Required<Pick<HistoricTable, 'created'>>;
  /** The ways of the rows: one step, or two by way of a backup table. Each step has at least one copy. */
  steps: readonly (readonly Copy[])[];
  /** The old table was renamed first. */
  renamesOld: boolean;
  /** Indexes in the run of everything that belongs to it, ascending. */
  positions: readonly number[];
}

/** The longest way of rows that is followed: to a backup table and back. */
const MOST_STEPS = 2;

/**
 * The table that took the place of a dropped one: it was created in the run, has one of its names, and the
 * rows were copied to it before they were dropped, directly or by way of another table.
 */
export function replacementOf(old: HistoricTable): Replacement | undefined {
  const ownNames = new Set(old.names.map(({ name }) => tableKey(name)));
  for (let ways: Copy[][][] = stepsFrom(old).map((step) => [step]), steps = 1; steps <= MOST_STEPS; steps++) {
    for (const way of ways) {
      const replacement = way.at(-1)?.[0]?.to;
      const taken = replacement?.names.findLast(({ name }) => ownNames.has(tableKey(name)));
      if (taken && hasCreation(replacement)) return describe(taken, old, replacement, way);
    }
    ways = ways.flatMap((way) => next(way).map((step) => [...way, step]));
  }
  return undefined;
}

/** What follows the last step of a way: copies out of its target, made after the rows had arrived there. */
function next(way: Copy[][]): Copy[][] {
  const [last] = way.at(-1) ?? [];
  if (!last?.to.created) return [];
  return stepsFrom(last.to, last.index).filter(([first]) => first?.to !== last.from);
}

/** The copies out of a table by their targets. */
function stepsFrom({ copies }: HistoricTable, after = -1): Copy[][] {
  const byTarget = new Map<HistoricTable, Copy[]>();
  for (const copy of copies) {
    if (copy.index <= after || copy.to === copy.from) continue;
    byTarget.set(copy.to, [...(byTarget.get(copy.to) ?? []), copy]);
  }
  return [...byTarget.values()];
}

function hasCreation(table: HistoricTable | undefined): table is Replacement['replacement'] {
  return table?.created !== undefined;
}

function describe(
  { name, since }: HistoricTable['names'][number],
  old: HistoricTable,
  replacement: Replacement['replacement'],
  steps: readonly (readonly Copy[])[],
): Replacement {
  const key = tableKey(name);
  const oldSince = old.names.findLast((each) => tableKey(each.name) === key)?.since ?? -1;
  const between = steps.slice(0, -1).flatMap((step) => step[0]?.to ?? []);
  const outOfTheWay = old.renamed.filter((index) => index > oldSince);
  const positions = new Set(
    [
      ...steps.flat().map(({ index }) => index),
      old.dropped ?? [],
      // The old table's renames out of the way, and the new one's into its place; earlier and later ones are others'.
      outOfTheWay,
      replacement.created.index,
      replacement.renamed.filter((index) => index <= since),
      ...between.flatMap(({ created, dropped, renamed }) => [created?.index ?? [], dropped ?? [], renamed]),
    ].flat(),
  );
  return {
    name,
    old,
    replacement,
    steps,
    renamesOld: outOfTheWay.length > 0,
    positions: [...positions].sort((a, b) => a - b),
  };
}
