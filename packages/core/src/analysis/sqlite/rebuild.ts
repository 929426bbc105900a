import type { ObjectName } from '../change';
import type {
  ModelConstraint,
  ModelIndex,
  ModelObject,
  ModelTable,
  SchemaModel,
} from '../model/schema-model';
import type { RunChange } from '../rule';
import {
  changedTypes,
  lostColumns,
  newNotNulls,
  newNullables,
  type ChangedType,
  type NewNotNull,
} from './rebuild/compare-tables';
import { chain, copiedColumns, type CopiedColumn, type CopiedColumns } from './rebuild/copied-columns';
import { isOff, nextForeignKeyState, type ForeignKeyState } from './rebuild/foreign-key-state';
import { lostConstraints, lostIndexes, renamingOf } from './rebuild/lost-promises';
import { replacementOf, type Replacement } from './rebuild/replacement';
import { droppedTables } from './rebuild/table-history';

/** What of the old table is gone after a rebuild. */
export interface RebuildLoss {
  /** Columns whose values are used by no column of the new table. */
  columns: readonly string[];
  /** Constraints and indexes that are not there any more; those over a lost column go with it and are not listed. */
  constraints: readonly ModelConstraint[];
  /** Looked for at the end of the run. */
  indexes: readonly ModelIndex[];
  /** Triggers that are not there at the end of the run; undefined where the model cannot list triggers. */
  triggers: readonly string[] | undefined;
}

/**
 * A table that is replaced by another one with its rows, which is how SQLite tables are altered beyond
 * what ALTER TABLE can (https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes).
 */
export interface TableRebuild {
  /** The name that the old table had and the new one gets. */
  table: ObjectName;
  /** Indexes in the run of the statements' changes: create, insert, drop and rename, also of a backup table between. Ascending. */
  positions: readonly number[];
  /** Index of the DROP TABLE that deletes the old table. */
  drop: number;
  /** Index of the (first) INSERT that reads the old table. */
  insert: number;
  /** The table before the first of these statements; undefined: not known. */
  before: ModelTable | undefined;
  /** The table after the last of them. */
  after: ModelTable;
  /**
   * By folded name of the new column: where its values come from. A column that is missing here gets its
   * default. Undefined where it cannot be told (`SELECT *` from an unknown table).
   */
  copied: ReadonlyMap<string, CopiedColumn> | undefined;
  /** Undefined: not known, since the old table or the copy is not. */
  lost: RebuildLoss | undefined;
  /** Carried-over columns with another type; empty where the old table is not known. */
  changed: readonly ChangedType[];
  /** Names of carried-over columns that took no NULL and may hold it now; empty where the old table is not known. */
  becameNullable: readonly string[];
  /** Columns that hold NULLs perhaps, and must not any more; empty where the old table is not known. */
  becameNotNull: readonly NewNotNull[];
  /**
   * The old table was renamed out of the way: unless `PRAGMA legacy_alter_table` is on, SQLite then lets the foreign
   * keys, triggers and views of others follow it to its new name, and with it into its drop.
   */
  renamesOld: boolean;
  /**
   * Views, and triggers of other tables, that name the table and are still there when SQLite looks at them: the
   * rename then fails, or they follow the old table into its drop. None under `PRAGMA legacy_alter_table`.
   */
  brokenReaders: readonly string[];
  /** `PRAGMA foreign_keys = OFF` came before the drop, outside of transactions that the file began itself. */
  foreignKeysOff: boolean;
  /** `PRAGMA defer_foreign_keys = ON` came before the drop. */
  defersForeignKeys: boolean;
  /** Not all rows are copied: WHERE, LIMIT, DISTINCT, GROUP BY, JOIN, OR IGNORE, or a compound SELECT. */
  hasWhere: boolean;
}

/** What is known of the schema at the points of the run that a rebuild is about. */
interface Moments {
  before?: ModelTable | undefined;
  triggers?: readonly string[] | undefined;
  foreignKeys?: ForeignKeyState;
  /** Those when the old table is dropped, and when the last statement of the rebuild begins. */
  readers?: { drop?: readonly ModelObject[]; end?: readonly ModelObject[] };
  after?: ModelTable | undefined;
}

/**
 * Finds the rebuilds of tables in a run, whatever the names and the order: the new table is filled and
 * renamed; or the old one is renamed, and the new one filled from it; or the rows go to a backup table and
 * back. A drop without any copy of the rows is no rebuild. `before` is the schema before the run; it is
 * not changed.
 */
export function findRebuilds(run: readonly RunChange[], before: SchemaModel): TableRebuild[] {
  const replacements = droppedTables(run).flatMap((table) => replacementOf(table) ?? []);
  if (replacements.length === 0) return [];
  const { moments, final } = walk(run, before, replacements);
  return replacements.flatMap((replacement) => {
    const { before: old, after, triggers, foreignKeys, readers } = moments.get(replacement) ?? {};
    if (!after) return [];
    const { byColumn: copied, isRestricted } = copiedBy(replacement, run, old);
    const known = old?.columnsKnown && copied ? { old, copied } : undefined;
    return [
      {
        table: replacement.name,
        positions: replacement.positions,
        drop: replacement.old.dropped ?? -1,
        insert: replacement.steps[0]?.[0]?.index ?? -1,
        before: old,
        after,
        copied,
        lost: known && lossOf(known.old, after, known.copied, final, triggers),
        changed: known ? changedTypes(known.old, after, known.copied) : [],
        becameNullable: known ? newNullables(known.old, after, known.copied) : [],
        becameNotNull: known ? newNotNulls(known.old, after, known.copied) : [],
        renamesOld: replacement.renamesOld,
        brokenReaders: brokenReaders(replacement, readers, final),
        foreignKeysOff: foreignKeys?.isOff ?? false,
        defersForeignKeys: foreignKeys?.isDeferred ?? false,
        hasWhere: isRestricted,
      },
    ];
  });
}

/** Carries the model through the run once and notes the tables at the moments of the rebuilds. */
function walk(
  run: readonly RunChange[],
  before: SchemaModel,
  replacements: readonly Replacement[],
): { moments: Map<Replacement, Moments>; final: SchemaModel } {
  const model = before.clone();
  const moments = new Map(replacements.map((each) => [each, {} as Moments]));
  const starts = groupBy(replacements, ({ positions }) => positions[0]);
  const drops = groupBy(replacements, ({ old }) => old.dropped);
  const ends = groupBy(replacements, ({ positions }) => positions.at(-1));
  let foreignKeys: ForeignKeyState = { isOff: false, isDeferred: false };
  for (const [index, current] of run.entries()) {
    for (const replacement of starts.get(index) ?? []) {
      const name = replacement.old.names.findLast(({ since }) => since < index)?.name ?? replacement.name;
      const table = model.table(name);
      const triggers = model
        .objectsOf?.(name)
        .filter(({ objectType }) => objectType === 'trigger')
        .map((trigger) => trigger.name.name);
      moments.set(replacement, { before: table, triggers });
    }
    for (const replacement of drops.get(index) ?? []) {
      const readers = { drop: readersOf(model, replacement) };
      moments.set(replacement, { ...moments.get(replacement), foreignKeys, readers });
    }
    for (const replacement of ends.get(index) ?? []) {
      const noted = moments.get(replacement);
      const readers = { ...noted?.readers, end: readersOf(model, replacement) };
      moments.set(replacement, { ...noted, readers });
    }
    model.apply(current.change);
    foreignKeys = nextForeignKeyState(foreignKeys, current);
    for (const replacement of ends.get(index) ?? []) {
      moments.set(replacement, { ...moments.get(replacement), after: model.table(replacement.name) });
    }
  }
  return { moments, final: model };
}

function readersOf(model: SchemaModel, { name }: Replacement): readonly ModelObject[] {
  const legacy = model.setting('legacy_alter_table');
  return legacy === undefined || isOff(legacy) ? model.readersOf(name) : [];
}

/** Measured on SQLite 3.45: https://www.sqlite.org/lang_altertable.html#alter_table_rename only tells of the rename. */
function brokenReaders(
  { renamesOld }: Replacement,
  readers: Moments['readers'],
  final: SchemaModel,
): readonly string[] {
  const { drop = [], end = [] } = readers ?? {};
  const broken = renamesOld
    ? drop.filter(({ objectType, name, details }) => final.object(objectType, name)?.details === details)
    : end.filter((reader) => drop.includes(reader));
  return broken.map(({ name }) => name.name);
}

function copiedBy(
  { steps }: Replacement,
  run: readonly RunChange[],
  old: ModelTable | undefined,
): CopiedColumns {
  let source = old?.columnsKnown ? [...old.columns.values()].map(({ name }) => name) : undefined;
  return steps
    .map((copies) => {
      const columns = copies[0]?.to.created?.change.columns ?? [];
      const target = columns.filter(({ generated }) => !generated).map(({ name }) => name);
      const read = copies.map(({ index }) => copiedColumns(run[index]?.statement.text ?? '', source, target));
      source = columns.map(({ name }) => name);
      return {
        byColumn: read[0]?.byColumn,
        isRestricted: read.every(({ isRestricted }) => isRestricted),
      };
    })
    .reduce(chain);
}

function lossOf(
  before: ModelTable,
  after: ModelTable,
  copied: ReadonlyMap<string, CopiedColumn>,
  final: SchemaModel,
  triggers: readonly string[] | undefined,
): RebuildLoss {
  const columns = lostColumns(before, after, copied);
  const folded = new Set(columns.map((name) => name.toLowerCase()));
  const renaming = renamingOf(copied);
  const indexes = final.table(after.name)?.indexes;
  const now = { constraints: after.constraints, indexes: indexes ?? after.indexes };
  return {
    columns,
    constraints: lostConstraints(before, now, folded, renaming),
    // A table that is dropped later in the run has no indexes to miss.
    indexes: indexes ? lostIndexes(before, now, folded, renaming) : [],
    triggers: triggers?.filter((name) => !final.object('trigger', { schema: before.name.schema, name })),
  };
}

function groupBy(
  replacements: readonly Replacement[],
  indexOf: (replacement: Replacement) => number | undefined,
): Map<number, Replacement[]> {
  const groups = new Map<number, Replacement[]>();
  for (const replacement of replacements) {
    const index = indexOf(replacement);
    if (index !== undefined) groups.set(index, [...(groups.get(index) ?? []), replacement]);
  }
  return groups;
}
