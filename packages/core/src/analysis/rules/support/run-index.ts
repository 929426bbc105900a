import type { ProviderName } from '../../../environments/connection';
import type { ChangeKind, ConstraintDefinition, ObjectName } from '../../change';
import { foldName, type SchemaModel } from '../../model/schema-model';
import type { RuleContext, RunChange } from '../../rule';
import { happensLater } from './occasion';

/** A change of the run and where it stands in it. */
export interface IndexedChange {
  index: number;
  entry: RunChange;
}

const tablesOfRuns = new WeakMap<readonly RunChange[], Map<string, IndexedChange[]>>();

/** The changes before the current one that name this table, oldest first. Schemas are compared where both are written. */
export function earlierChangesOf(context: RuleContext, table: ObjectName): IndexedChange[] {
  return changesOf(context, table).filter(({ index }) => index < context.index);
}

/** All changes of the run that name this table, in order. */
export function changesOf(context: RuleContext, table: ObjectName): IndexedChange[] {
  let tables = tablesOfRuns.get(context.run);
  if (tables === undefined) {
    tables = indexByTable(context.provider, context.run);
    tablesOfRuns.set(context.run, tables);
  }
  const named = tables.get(foldName(context.provider, table.name)) ?? [];
  return named.filter(({ entry }) => {
    const other = tableOf(entry);
    return other !== undefined && sameName(context.before, table, other);
  });
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
  return changesOf(context, table).some(
    ({ entry }) => entry.change.kind === 'create-table' && !happensLater(entry),
  );
}

/** Whether an earlier statement of the run gave the table this constraint: nothing relies on it yet. */
export function isConstraintNew(context: RuleContext, table: ObjectName, name: string): boolean {
  const known = context.before.constraint(table, name);
  return earlierChangesOf(context, table).some(({ entry }) => {
    if (happensLater(entry)) return false;
    return constraintsAddedBy(entry.change).some((constraint) =>
      constraint.name === undefined
        ? known !== undefined && isSameDefinition(context.provider, constraint, known)
        : sameIdentifier(context.provider, constraint.name, name),
    );
  });
}

/** Whether an earlier statement of the run created the index. */
export function isIndexNew(context: RuleContext, index: ObjectName, table: ObjectName): boolean {
  return earlierChangesOf(context, table).some(
    ({ entry, entry: { change } }) =>
      change.kind === 'create-index' &&
      !happensLater(entry) &&
      change.index.name !== undefined &&
      sameIdentifier(context.provider, change.index.name, index.name),
  );
}

function constraintsAddedBy(change: RunChange['change']): readonly ConstraintDefinition[] {
  if (change.kind === 'add-constraint') return [change.constraint];
  return change.kind === 'add-column' ? change.constraints : [];
}

function isSameDefinition(
  provider: ProviderName,
  one: ConstraintDefinition,
  other: ConstraintDefinition,
): boolean {
  return one.kind === other.kind && sameColumns(provider, one.columns, other.columns);
}

function indexByTable(provider: ProviderName, run: readonly RunChange[]): Map<string, IndexedChange[]> {
  const tables = new Map<string, IndexedChange[]>();
  run.forEach((entry, index) => {
    const table = tableOf(entry);
    if (table === undefined) return;
    const key = foldName(provider, table.name);
    const changes = tables.get(key);
    if (changes) changes.push({ index, entry });
    else tables.set(key, [{ index, entry }]);
  });
  return tables;
}

function tableOf({ change }: RunChange<ChangeKind>): ObjectName | undefined {
  return 'table' in change ? change.table : undefined;
}
