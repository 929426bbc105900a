import type { ProviderName } from '../../environments/connection';
import type { ObjectName, OtherObjectType } from '../change';
import type { ModelStep, Mutation } from './model-step';
import { MultiMap } from './multi-map';
import { NameKeys, SEPARATOR, type FullName } from './name-keys';
import { foldName, type ModelObject, type ModelTable, type SchemaModelOptions } from './schema-model';
import { TableLinks } from './table-links';

/** Objects whose names are unique only among those of their table (PostgreSQL). */
const NAMED_WITHIN_TABLE: readonly OtherObjectType[] = ['trigger', 'policy', 'rule'];

/** Objects that share their names with tables and indexes (PostgreSQL's `pg_class`). */
const RELATIONS: readonly OtherObjectType[] = ['view', 'materialized view', 'sequence', 'foreign table'];

const NO_MUTATIONS: ModelStep = [];

/** Settings of the session, and those (PostgreSQL's SET LOCAL) that end with the transaction. */
interface Settings {
  session: Map<string, string>;
  local: Map<string, string>;
}

/**
 * The store behind a schema model: tables and objects by folded name, and the links between them, so
 * that no change has to look at every table.
 * Tables and objects are never modified, only replaced; copying the maps is therefore a full copy.
 */
export class SchemaState {
  tables = new Map<string, ModelTable>();
  objects = new Map<string, ModelObject>();
  /** Folded names of the schemas that are known to exist, and whether this run created them. */
  schemas = new Map<string, { isNew: boolean }>();
  settings: Settings = { session: new Map(), local: new Map() };
  /** Where unqualified names are looked up, after the temporary schema; new objects go into the first. */
  searchPath: readonly string[];
  readonly provider: ProviderName;
  readonly #temporarySchema: string | undefined;
  /** Whether any table was ever a temporary one: if not, no look-up needs to begin with those. */
  #hasTemporary = false;
  #links: TableLinks;
  /** Key of a name to the types of those objects of that name which are relations. */
  #relations = new MultiMap();
  #mutations: Mutation[] = [];
  /** Key of a table to the keys of its triggers, policies, rules and sequences. */
  #objectsOfTable = new MultiMap();

  constructor(
    readonly options: SchemaModelOptions,
    private readonly keys = new NameKeys(options.provider),
  ) {
    this.provider = options.provider;
    this.#temporarySchema = { postgresql: 'pg_temp', sqlite: 'temp', mysql: undefined }[this.provider];
    this.#links = new TableLinks(this.provider, keys);
    this.searchPath = this.initialSearchPath;
    this.schemas.set(this.fold(this.defaultSchema), { isNew: false });
  }

  get initialSearchPath(): readonly string[] {
    const builtIn = { postgresql: 'public', sqlite: 'main', mysql: '' }[this.provider];
    return [this.options.defaultSchema ?? builtIn];
  }

  get defaultSchema(): string {
    return this.searchPath[0] ?? '';
  }

  /** A copy that can be changed by itself. */
  copy(): SchemaState {
    const copy = new SchemaState(this.options, this.keys);
    copy.tables = new Map(this.tables);
    copy.objects = new Map(this.objects);
    copy.schemas = new Map(this.schemas);
    copy.settings = { session: new Map(this.settings.session), local: new Map(this.settings.local) };
    copy.searchPath = this.searchPath;
    copy.#hasTemporary = this.#hasTemporary;
    copy.#links = this.#links.copy();
    copy.#objectsOfTable = this.#objectsOfTable.copy();
    copy.#relations = this.#relations.copy();
    return copy;
  }

  fold(name: string): string {
    return foldName(this.provider, name);
  }

  sameName(one: string | undefined, other: string | undefined): boolean {
    if (one === undefined || other === undefined) return false;
    return one === other || this.fold(one) === this.fold(other);
  }

  key(name: FullName): string {
    return this.keys.of(name.schema, name.name);
  }

  /** The name of a thing that is made now. */
  fullName(name: ObjectName, temporary = false): FullName {
    const home = temporary ? (this.#temporarySchema ?? this.defaultSchema) : this.defaultSchema;
    return { schema: name.schema ?? home, name: name.name };
  }

  // ——— tables

  table(name: ObjectName): ModelTable | undefined {
    if (name.schema !== undefined) return this.#tableAt(name.schema, name.name);
    if (this.#hasTemporary && this.#temporarySchema !== undefined) {
      const found = this.#tableAt(this.#temporarySchema, name.name);
      if (found) return found;
    }
    for (const schema of this.searchPath) {
      const found = this.#tableAt(schema, name.name);
      if (found) return found;
    }
    return undefined;
  }

  #tableAt(schema: string, name: string): ModelTable | undefined {
    const key = this.keys.of(schema, name);
    return (this.#hasTemporary ? this.tables.get(key + SEPARATOR) : undefined) ?? this.tables.get(key);
  }

  /** Stores a new table, or a new state of one. */
  put(table: ModelTable): void {
    const key = this.#tableKey(table);
    if (table.isTemporary || this.fold(table.name.schema) === this.#temporarySchema)
      this.#hasTemporary = true;
    this.#links.update(key, this.tables.get(key), table);
    this.tables.set(key, table);
    this.#mutations.push({ stored: table });
  }

  remove(table: ModelTable): void {
    const key = this.#tableKey(table);
    this.#links.update(key, table, undefined);
    this.tables.delete(key);
    this.#mutations.push({ removed: table });
  }

  /** Replaces a table's state by what `change` makes of it, where the table is known. */
  update(name: ObjectName, change: (table: ModelTable) => ModelTable): void {
    const table = this.table(name);
    if (table) this.put(change(table));
  }

  /** The same for the table and its partitions, which follow it. */
  updateTree(name: ObjectName, change: (table: ModelTable) => ModelTable): void {
    const table = this.table(name);
    if (!table) return;
    this.put(change(table));
    for (const partition of this.partitionsOf(table)) this.updateTree(partition.name, change);
  }

  partitionsOf(table: ModelTable): ModelTable[] {
    return this.#tablesAt(this.#links.partitionsOf(table.name));
  }

  referencing(name: FullName): ModelTable[] {
    return this.#tablesAt(this.#links.referrersOf(name));
  }

  /** The table that an index belongs to; `table` where the statement names it. */
  indexOwner(name: ObjectName, table?: ObjectName): ModelTable | undefined {
    if (table) return this.table(table);
    if (this.provider === 'mysql') {
      return [...this.tables.values()].find(({ indexes }) =>
        indexes.some((index) => this.sameName(index.name, name.name)),
      );
    }
    for (const schema of this.#lookedUpIn(name)) {
      const owner = this.#links.ownerOf(this.keys.of(schema, name.name));
      if (owner !== undefined) return this.tables.get(owner);
    }
    return undefined;
  }

  /** Whether a table, index, view or sequence of that name is there. */
  isTaken(name: FullName): boolean {
    const key = this.key(name);
    return (
      this.tables.has(key) || this.#links.ownerOf(key) !== undefined || this.#relations.get(key).size > 0
    );
  }

  // ——— other objects

  object(type: OtherObjectType, name: ObjectName, table?: ObjectName): ModelObject | undefined {
    const owner = table && (this.table(table)?.name ?? this.fullName(table));
    if (owner)
      return this.objects.get(this.#objectKey(type, { schema: owner.schema, name: name.name }, owner));
    for (const schema of this.#lookedUpIn(name)) {
      const found = this.objects.get(this.#objectKey(type, { schema, name: name.name }));
      if (found) return found;
    }
    return undefined;
  }

  /** Triggers, policies, rules and sequences that go with a table. */
  objectsOf(table: FullName): ModelObject[] {
    return [...this.#objectsOfTable.get(this.key(table))].flatMap((key) => this.objects.get(key) ?? []);
  }

  putObject(object: ModelObject): void {
    const key = this.#objectKey(object.objectType, object.name, object.table);
    this.objects.set(key, object);
    if (RELATIONS.includes(object.objectType)) this.#relations.add(this.key(object.name), object.objectType);
    if (object.table) this.#objectsOfTable.add(this.key(object.table), key);
    this.#mutations.push({ stored: object });
  }

  removeObject(object: ModelObject): void {
    const key = this.#objectKey(object.objectType, object.name, object.table);
    this.objects.delete(key);
    this.#relations.delete(this.key(object.name), object.objectType);
    if (object.table) this.#objectsOfTable.delete(this.key(object.table), key);
    this.#mutations.push({ removed: object });
  }

  // ——— steps

  /** What was done to tables and objects since this was last called. */
  takeStep(): ModelStep {
    if (this.#mutations.length === 0) return NO_MUTATIONS;
    const step = this.#mutations;
    this.#mutations = [];
    return step;
  }

  /** Does the same to tables and objects as in the state that the step was taken from. */
  replay(step: ModelStep): void {
    for (const { stored, removed } of step) {
      if (removed === undefined) {
        if ('objectType' in stored) this.putObject(stored);
        else this.put(stored);
      } else if ('objectType' in removed) this.removeObject(removed);
      else this.remove(removed);
    }
    this.#mutations = [];
  }

  #tablesAt(keys: ReadonlySet<string>): ModelTable[] {
    if (keys.size === 0) return [];
    return [...keys].flatMap((key) => this.tables.get(key) ?? []);
  }

  #lookedUpIn({ schema }: ObjectName): readonly string[] {
    if (schema !== undefined) return [schema];
    return this.#temporarySchema === undefined
      ? this.searchPath
      : [this.#temporarySchema, ...this.searchPath];
  }

  /** MySQL's temporary tables hide those of the same name in the same database. */
  #tableKey(table: ModelTable): string {
    const hides = table.isTemporary && this.#temporarySchema === undefined;
    return this.key(table.name) + (hides ? SEPARATOR : '');
  }

  #objectKey(type: OtherObjectType, name: FullName, table?: FullName): string {
    const within = table && this.provider === 'postgresql' && NAMED_WITHIN_TABLE.includes(type);
    return type + SEPARATOR + this.key(name) + (within ? SEPARATOR + this.key(table) : '');
  }
}
