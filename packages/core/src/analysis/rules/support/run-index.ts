import type { ProviderName } from '../../../environments/connection';
import type { ChangeKind, ConstraintDefinition, ObjectName } from '../../change';
import { foldName, type SchemaModel } from '../../model/schema-model';
import type { RuleContext, RunChange } from '../../rule';
import { happensLater } from './occasion';

/** Changes that give a table something which later statements of the same run may rely on. */
const GIVING = ['create-table', 'add-column', 'set-not-null', 'add-constraint', 'create-index'] as const;
type GivingKind = (typeof GIVING)[number];
type Giving = RunChange<GivingKind>;

/** A change of the run and where it stands in it. */
interface IndexedChange {
  index: number;
  entry: Giving;
}

/** The giving changes of a run by kind and folded name of the table, each list in order. */
type RunIndex = ReadonlyMap<ChangeKind, Map<string, IndexedChange[]>>;

const indexesOfRuns = new WeakMap<readonly RunChange[], RunIndex>();

/** Whether a change of this kind to this table comes before the current one and passes `test`. Schemas are compared where both are written. */
export function someEarlier<Kind extends GivingKind>(
  context: RuleContext,
  kind: Kind,
  table: ObjectName,
  test: (entry: RunChange<Kind>) => boolean,
): boolean {
  return someOfRun(context, kind, table, context.index, test);
}

/** The same for the changes before the one at `end`. */
function someOfRun<Kind extends GivingKind>(
  context: RuleContext,
  kind: Kind,
  table: ObjectName,
  end: number,
  test: (entry: RunChange<Kind>) => boolean,
): boolean {
  const found = indexOf(context).get(kind)?.get(foldName(context.provider, table.name)) ?? [];
  for (const { index, entry } of found) {
    if (index >= end) return false;
    if (sameName(context.before, table, entry.change.table) && test(entry as RunChange<Kind>)) return true;
  }
  return false;
}

function indexOf({ provider, run }: RuleContext): RunIndex {
  const known = indexesOfRuns.get(run);
  if (known !== undefined) return known;
  const made = new Map(GIVING.map((kind) => [kind as ChangeKind, new Map<string, IndexedChange[]>()]));
  run.forEach((entry, index) => {
    const tables = made.get(entry.change.kind);
    if (tables === undefined) return;
    const giving = entry as Giving;
    const key = foldName(provider, giving.change.table.name);
    const changes = tables.get(key);
    if (changes) changes.push({ index, entry: giving });
    else tables.set(key, [{ index, entry: giving }]);
  });
  indexesOfRuns.set(run, made);
  return made;
}

/** Whether two names mean the same object, as the engine compares them. */
export function sameName(model: SchemaModel, one: ObjectName, other: ObjectName): boolean {
  const fold = (name: string) => foldName(model.provider, name);
  return (
    fold(one.name) === fold(other.name) &&
    fold(one.schema ?? model.defaultSchema) === fold(other.schema ?? model.defaultSchema)
  );
}

/** Whether two names of columns, constraints or indexes of one table are the same to the engine. */
export function sameIdentifier(provider: ProviderName, one: string, other: string): boolean {
  return foldName(provider, one) === foldName(provider, other);
}

/** Whether both lists hold the same columns, in any order. */
export function sameColumns(
  provider: ProviderName,
  one: readonly string[],
  other: readonly string[],
): boolean {
  return includesColumns(provider, one, other) && includesColumns(provider, other, one);
}

/** Whether all of `some` are among `columns`. */
export function includesColumns(
  provider: ProviderName,
  columns: readonly string[],
  some: readonly string[],
): boolean {
  const folded = new Set(columns.map((column) => foldName(provider, column)));
  return some.every((column) => folded.has(foldName(provider, column)));
}

/** Whether the run creates a table of this name. */
export function isCreatedInRun(context: RuleContext, table: ObjectName): boolean {
  return someOfRun(context, 'create-table', table, Infinity, (entry) => !happensLater(entry));
}

/** Whether an earlier statement of the run gave the table this constraint: nothing relies on it yet. */
export function isConstraintNew(context: RuleContext, table: ObjectName, name: string): boolean {
  const known = context.before.constraint(table, name);
  const isIt = (constraint: ConstraintDefinition) =>
    constraint.name === undefined
      ? known !== undefined && isSameDefinition(context.provider, constraint, known)
      : sameIdentifier(context.provider, constraint.name, name);
  return (
    someEarlier(
      context,
      'add-constraint',
      table,
      (entry) => !happensLater(entry) && isIt(entry.change.constraint),
    ) ||
    someEarlier(
      context,
      'add-column',
      table,
      (entry) => !happensLater(entry) && entry.change.constraints.some(isIt),
    )
  );
}

/** Whether an earlier statement of the run created the index. */
export function isIndexNew(context: RuleContext, index: ObjectName, table: ObjectName): boolean {
  return someEarlier(
    context,
    'create-index',
    table,
    (entry) =>
      !happensLater(entry) &&
      entry.change.index.name !== undefined &&
      sameIdentifier(context.provider, entry.change.index.name, index.name),
  );
}

function isSameDefinition(
  provider: ProviderName,
  one: ConstraintDefinition,
  other: ConstraintDefinition,
): boolean {
  return one.kind === other.kind && sameColumns(provider, one.columns, other.columns);
}
