import type { ProviderName } from '../../environments/connection';
import type {
  Change,
  ColumnDefinition,
  ConstraintDefinition,
  IndexDefinition,
  ObjectName,
  OtherObjectType,
} from '../change';
import type { ModelStep } from './model-step';

/** A constraint of a table, with its name as the engine gives it. */
export interface ModelConstraint extends ConstraintDefinition {
  name: string;
  /** Looked at all rows: true unless it was added NOT VALID and not validated since. */
  isValidated: boolean;
}

export interface ModelIndex extends IndexDefinition {
  name: string;
  /** Belongs to a constraint of this name. */
  constraint?: string;
  /** PostgreSQL `indisvalid`; only a live database knows of false. */
  isValid: boolean;
}

export interface ModelColumn extends ColumnDefinition {
  /** Added in this run to a table that was there before. */
  isNew: boolean;
}

export interface ModelTable {
  /** With the schema always filled in. */
  name: Required<ObjectName>;
  /** Created in this run: nothing of it is in use yet. */
  isNew: boolean;
  /** New only if it was not there: CREATE TABLE IF NOT EXISTS by a model that does not know everything. */
  mayHaveExisted?: boolean;
  isTemporary: boolean;
  isPartitioned: boolean;
  partitionOf?: Required<ObjectName>;
  /** By folded name, in the order of the table. */
  columns: ReadonlyMap<string, ModelColumn>;
  constraints: readonly ModelConstraint[];
  indexes: readonly ModelIndex[];
  /** Rows: the server's estimate, or as many as scripts inserted. Undefined: not known. */
  estimatedRows?: number;
  sizeBytes?: number;
  /** Columns are known to be complete (false after CREATE TABLE AS, LIKE of an unknown table). */
  columnsKnown: boolean;
  charset?: string;
}

export interface ModelObject {
  objectType: OtherObjectType;
  name: Required<ObjectName>;
  table?: Required<ObjectName>;
  isNew: boolean;
  details: Extract<Change, { kind: 'create-object' }>;
}

/**
 * What is known about a database's schema at one point of a run. Made from nothing, from scripts
 * (`--schema`, the earlier migrations) or from a live database, and carried forward by `apply`.
 */
export interface SchemaModel {
  readonly provider: ProviderName;
  /** Schema of unqualified names: `public`, `main`, or the MySQL database (empty if not known). */
  readonly defaultSchema: string;
  /**
   * True where the model began with everything that the database has, so that "not in the model" means
   * "does not exist". False: it only knows what this run did, and rules must not conclude from absence.
   */
  readonly isComplete: boolean;
  /** Facts come from the live database that the run is for. */
  readonly isLive: boolean;
  readonly serverVersion: string | undefined;
  table(name: ObjectName): ModelTable | undefined;
  tables(): Iterable<ModelTable>;
  column(table: ObjectName, column: string): ModelColumn | undefined;
  /** An index by name; `table` where the engine needs it to find it (MySQL). */
  index(name: ObjectName, table?: ObjectName): { index: ModelIndex; table: ModelTable } | undefined;
  constraint(table: ObjectName, name: string): ModelConstraint | undefined;
  object(objectType: OtherObjectType, name: ObjectName, table?: ObjectName): ModelObject | undefined;
  /** Triggers, policies, rules and sequences that go with `table`; a model that cannot list them lacks the method. */
  objectsOf?(table: ObjectName): ModelObject[];
  /** Views, and triggers of other tables, whose text names `table` (SQLite). */
  readersOf(table: ObjectName): ModelObject[];
  /** Tables whose foreign keys point at `table`. */
  referencing(table: ObjectName): ModelTable[];
  /** Whether the model knows a schema of this name, with or without anything in it. */
  hasSchema?(name: string): boolean;
  /** Whether a schema exists that this run created. */
  isNewSchema(name: string): boolean;
  /** Session setting as this run set it: lower-case name to value (`timezone`, `foreign_key_checks`, `foreign_keys`). */
  setting(name: string): string | undefined;
  /**
   * What a `modify-column` amounts to, given what the column is now: any of rename-column,
   * alter-column-type, set-not-null, drop-not-null, set-default, drop-default, in this order. A column that
   * is not known gives a rename where the name differs and nothing else. Other changes give themselves.
   */
  expand(change: Change): Change[];
  /**
   * Carries the model forward. Never throws: what does not fit is ignored. Changes inside function
   * bodies are not applied (nothing runs yet), those of DO blocks, CTEs, dynamic texts and executed comments are.
   * @returns for `replay`; undefined where the change has to be applied again
   */
  apply(change: Change): ModelStep | undefined;
  /**
   * Does what `apply` did to a model in the same state, at a fraction of the cost: tables and objects never
   * change, so that both models can share the new ones.
   */
  replay(step: ModelStep): void;
  /** A copy that can be carried forward by itself. */
  clone(): SchemaModel;
  /** From now on everything counts as there before: forgets all `isNew` and settings. Called between "state" and "run". */
  beginRun(): void;
  /** Sets what a live database or a test knows about a table's rows and size. */
  setFacts(table: ObjectName, facts: TableFacts): void;
}

/** What only a live database knows about a table; a key that is there replaces what was known, also by undefined. */
export interface TableFacts {
  estimatedRows?: number;
  sizeBytes?: number;
  /** Names of indexes that PostgreSQL does not use (`indisvalid` is false). */
  invalidIndexes?: readonly string[];
}

export interface SchemaModelOptions {
  provider: ProviderName;
  defaultSchema?: string;
  isComplete?: boolean;
  isLive?: boolean;
  serverVersion?: string;
}

/** Folds a name to what the engine compares: SQLite and MySQL do not distinguish case, PostgreSQL does. */
export function foldName(provider: ProviderName, name: string): string {
  return provider === 'postgresql' ? name : name.toLowerCase();
}
