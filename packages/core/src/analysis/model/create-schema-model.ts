import type { Change, ObjectName, OtherObjectType } from '../change';
import type { Appliers } from './applier';
import { columnChanges } from './apply-column-changes';
import { constraintChanges } from './apply-constraint-changes';
import { dataChanges } from './apply-data-changes';
import { indexChanges } from './apply-index-changes';
import { objectChanges } from './apply-object-changes';
import { sessionChanges } from './apply-session-changes';
import { tableChanges } from './apply-table-changes';
import { expandModifyColumn } from './expand-modify-column';
import { tableOfHearsay } from './new-table';
import type { ModelObject, ModelTable, SchemaModel, SchemaModelOptions, TableFacts } from './schema-model';
import { SchemaState } from './schema-state';
import type { ModelStep } from './model-step';
import type { FullName } from './name-keys';

/** An empty model; fill it with `apply` (and `setFacts`), then call `beginRun`. */
export function createSchemaModel(options: SchemaModelOptions): SchemaModel {
  return new StatefulSchemaModel(new SchemaState(options));
}

const APPLIERS: Appliers = {
  ...tableChanges,
  ...columnChanges,
  ...constraintChanges,
  ...indexChanges,
  ...objectChanges,
  ...dataChanges,
  ...sessionChanges,
};

type Applier = (state: SchemaState, change: Change) => void;

/** Changes that say something lasting about a table which the model may not have heard of. */
const INTRODUCING: ReadonlySet<Change['kind']> = new Set(['add-column', 'add-constraint', 'create-index']);

/** Changes that do more than to replace tables and objects: to schemas, or the settings of the session. */
const BEYOND_TABLES: ReadonlySet<string> = new Set([
  ...Object.keys(sessionChanges),
  'create-schema',
  'drop-schema',
  'drop-database',
  'rename-object',
]);

class StatefulSchemaModel implements SchemaModel {
  readonly #state: SchemaState;

  constructor(state: SchemaState) {
    this.#state = state;
  }

  get provider() {
    return this.#state.provider;
  }

  get defaultSchema() {
    return this.#state.defaultSchema;
  }

  get isComplete() {
    return this.#state.options.isComplete ?? false;
  }

  get isLive() {
    return this.#state.options.isLive ?? false;
  }

  get serverVersion() {
    return this.#state.options.serverVersion;
  }

  table(name: ObjectName) {
    return this.#state.table(name);
  }

  tables() {
    return this.#state.tables.values();
  }

  column(table: ObjectName, column: string) {
    return this.#state.table(table)?.columns.get(this.#state.fold(column));
  }

  index(name: ObjectName, table?: ObjectName) {
    const owner = this.#state.indexOwner(name, table);
    const index = owner?.indexes.find((candidate) => this.#state.sameName(candidate.name, name.name));
    return owner && index && { index, table: owner };
  }

  constraint(table: ObjectName, name: string) {
    if (name === '') return undefined;
    return this.#state.table(table)?.constraints.find((found) => this.#state.sameName(found.name, name));
  }

  object(objectType: OtherObjectType, name: ObjectName, table?: ObjectName) {
    return this.#state.object(objectType, name, table);
  }

  objectsOf(table: ObjectName) {
    return this.#state.objectsOf(this.#fullName(table));
  }

  referencing(table: ObjectName): ModelTable[] {
    return this.#state.referencing(this.#fullName(table));
  }

  readersOf(table: ObjectName): ModelObject[] {
    const state = this.#state;
    const key = state.key(this.#fullName(table));
    return [...state.objects.values()].filter(
      ({ table: owner, details }) =>
        details.reads?.some((read) => state.key(this.#fullName(read)) === key) === true &&
        (owner === undefined || state.key(owner) !== key),
    );
  }

  hasSchema(name: string) {
    return this.#state.schemas.has(this.#state.fold(name));
  }

  isNewSchema(name: string) {
    return this.#state.schemas.get(this.#state.fold(name))?.isNew ?? false;
  }

  setting(name: string) {
    const { local, session } = this.#state.settings;
    return local.get(name.toLowerCase()) ?? session.get(name.toLowerCase());
  }

  expand(change: Change): Change[] {
    if (change.kind !== 'modify-column') return [change];
    return expandModifyColumn(change, this.column(change.table, change.column));
  }

  apply(change: Change): ModelStep | undefined {
    if (change.via === 'function-body') return [];
    this.#state.takeStep();
    if (INTRODUCING.has(change.kind)) this.#introduce(change);
    (APPLIERS[change.kind] as Applier | undefined)?.(this.#state, change);
    const step = this.#state.takeStep();
    return BEYOND_TABLES.has(change.kind) ? undefined : step;
  }

  replay(step: ModelStep): void {
    this.#state.replay(step);
  }

  clone(): SchemaModel {
    return new StatefulSchemaModel(this.#state.copy());
  }

  beginRun(): void {
    const state = this.#state;
    for (const table of [...state.tables.values()]) state.put(this.#asBefore(table));
    for (const object of state.objects.values())
      if (object.isNew) state.putObject({ ...object, isNew: false });
    for (const schema of state.schemas.keys()) state.schemas.set(schema, { isNew: false });
    state.settings = { session: new Map(), local: new Map() };
    state.searchPath = state.initialSearchPath;
  }

  setFacts(table: ObjectName, { invalidIndexes = [], ...facts }: TableFacts): void {
    this.#state.update(table, (found) => ({
      ...found,
      ...facts,
      indexes:
        invalidIndexes.length === 0
          ? found.indexes
          : found.indexes.map((index) =>
              invalidIndexes.includes(index.name) ? { ...index, isValid: false } : index,
            ),
    }));
  }

  #fullName(table: ObjectName): FullName {
    return this.#state.table(table)?.name ?? this.#state.fullName(table);
  }

  /** In a model that does not know all, a table that is altered is one that was there before. */
  #introduce(change: Change): void {
    if (this.isComplete || !('table' in change) || change.table === undefined) return;
    if (!this.#state.table(change.table)) this.#state.put(tableOfHearsay(this.#state.fullName(change.table)));
  }

  /** Only scripts that made rows tell that there are some; that they made none does not tell that a database has none. */
  #asBefore(table: ModelTable): ModelTable {
    const { estimatedRows, ...rest } = table;
    const columns = [...table.columns];
    return {
      ...rest,
      ...(estimatedRows !== undefined && (estimatedRows > 0 || this.isLive) ? { estimatedRows } : {}),
      isNew: false,
      columns: columns.some(([, column]) => column.isNew)
        ? new Map(columns.map(([key, column]) => [key, { ...column, isNew: false }]))
        : table.columns,
    };
  }
}
