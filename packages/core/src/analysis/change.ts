/**
 * What a statement does, in one vocabulary for all engines. The readers (`postgresql/`, `mysql/`,
 * `sqlite/`) turn statements into changes, the schema model applies them, and the rules judge them.
 * Names are as the engine stores them (PostgreSQL folds unquoted ones to lower case; MySQL and
 * SQLite keep them as written and compare them without regard to case).
 */

/** Name of a table, view, index, …, with its schema (MySQL: database) where one was written. */
export interface ObjectName {
  schema?: string;
  name: string;
}

/** How a default or generation expression behaves when it is evaluated for existing rows. */
export type Volatility = 'constant' | 'stable' | 'volatile' | 'unknown';

export interface ColumnDefault {
  sql: string;
  /** `unknown`: calls a function of which only the database knows; `functions` names it. */
  volatility: Volatility;
  /** Unqualified lower-case names of the functions called. */
  functions: readonly string[];
  isNull: boolean;
}

export interface ColumnDefinition {
  name: string;
  /**
   * The type in canonical spelling: lower case, the engine's own long names, modifiers without blanks.
   * PostgreSQL as `format_type` prints it (`character varying(20)`, `integer`, `numeric(10,2)`,
   * `timestamp(3) with time zone`, `text[]`, `citext`, `mood`); MySQL as SHOW CREATE TABLE prints it
   * (`int unsigned`, `varchar(20)`, `enum('a','b')`); SQLite as written, in upper case. Empty where
   * SQLite has none. Serial types are resolved to their integer type (`isSerial`).
   */
  type: string;
  notNull: boolean;
  default?: ColumnDefault;
  generated?: 'stored' | 'virtual';
  /** PostgreSQL `GENERATED … AS IDENTITY`. */
  isIdentity?: boolean;
  /** PostgreSQL `serial` and its relatives. */
  isSerial?: boolean;
  /** MySQL AUTO_INCREMENT, SQLite AUTOINCREMENT. */
  isAutoIncrement?: boolean;
  collation?: string;
  /** MySQL. */
  charset?: string;
  /** MySQL: a REFERENCES behind the column, which older servers ignore. SQLite and PostgreSQL give a constraint instead. */
  inlineReferences?: ObjectName;
  /** MySQL `ON UPDATE CURRENT_TIMESTAMP` and SQLite hidden details need no field: they are not judged. */
}

export type ConstraintKind = 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclusion' | 'not-null';

export interface ConstraintDefinition {
  kind: ConstraintKind;
  name?: string;
  /** Columns concerned, in order. For `check`: those that the expression names, as far as they can be read. */
  columns: readonly string[];
  /** Only for `foreign-key`. */
  references?: { table: ObjectName; columns: readonly string[]; onDelete?: string };
  /** Added without looking at the rows that exist (PostgreSQL NOT VALID). */
  notValid?: boolean;
  /** PostgreSQL: UNIQUE / PRIMARY KEY USING INDEX of this name. */
  usingIndex?: string;
  /** For `check`: the expression as SQL. */
  expression?: string;
  /** For `check` of the form `c IS NOT NULL`: that column. */
  provesNotNull?: string;
  /** Of `unique` (PostgreSQL NULLS NOT DISTINCT): no two rows may have NULL either. */
  nullsNotDistinct?: boolean;
  /** MySQL: written as NOT ENFORCED. */
  notEnforced?: boolean;
}

export interface IndexDefinition {
  /** Undefined: the engine names it. */
  name?: string;
  unique: boolean;
  /** Column names; an expression stands as its SQL text in parentheses. */
  columns: readonly string[];
  /** `btree`, `hash`, `gin`, `fulltext`, `spatial`, … in lower case. */
  method?: string;
  /** A partial index. */
  where?: string;
  /** PostgreSQL NULLS NOT DISTINCT: no two rows may have NULL either. */
  nullsNotDistinct?: boolean;
}

/** How a change stands in the file: directly, or inside of something else. */
export interface ChangeOrigin {
  /**
   * `statement`: the statement itself or one of its clauses; `cte`: in a WITH;
   * `do-block`, `function-body` (also procedures, triggers and events): runs when that runs;
   * `dynamic`: the constant text of EXECUTE or PREPARE; `executable-comment`: in a MySQL `/*! … *\/`.
   */
  via?: 'cte' | 'do-block' | 'function-body' | 'dynamic' | 'executable-comment';
  /** Offset in the file (UTF-16 code units) where it stands, where it is not the statement's start. */
  offset?: number;
}

/** Kinds of objects that are neither tables, columns, constraints, schemas nor databases. */
export type OtherObjectType =
  | 'view'
  | 'materialized view'
  | 'sequence'
  | 'type'
  | 'domain'
  | 'function'
  | 'procedure'
  | 'aggregate'
  | 'extension'
  | 'trigger'
  | 'event trigger'
  | 'event'
  | 'policy'
  | 'rule'
  | 'role'
  | 'owned'
  | 'index'
  | 'foreign table'
  | 'publication'
  | 'subscription'
  | 'tablespace'
  | 'server'
  | 'constraint'
  | 'schema'
  | 'enum value'
  | 'other';

/** What every statement that was read can do. A statement may have several changes, in the order of its clauses. */
export type Change = ChangeOrigin &
  // ——— tables and columns
  (
    | {
        kind: 'create-table';
        table: ObjectName;
        columns: readonly ColumnDefinition[];
        constraints: readonly ConstraintDefinition[];
        indexes: readonly IndexDefinition[];
        ifNotExists: boolean;
        temporary: boolean;
        /** CREATE TABLE … AS / SELECT. */ asSelect?: boolean;
        /** LIKE, INHERITS. */ like?: ObjectName;
        /** It is a partition of this table. */ partitionOf?: ObjectName;
        /** It is itself partitioned. */ partitioned?: boolean;
        /** MySQL default character set. */ charset?: string;
        /** SQLite: a virtual table of this module, which alone knows its columns. */ virtual?: string;
      }
    | { kind: 'drop-table'; table: ObjectName; ifExists: boolean; cascade: boolean; temporary?: boolean }
    | { kind: 'rename-table'; table: ObjectName; to: ObjectName }
    | {
        kind: 'add-column';
        table: ObjectName;
        column: ColumnDefinition;
        /** Written with the column. */ constraints: readonly ConstraintDefinition[];
        ifNotExists: boolean;
        /** MySQL FIRST / AFTER. */ position?: 'first' | 'after';
      }
    | { kind: 'drop-column'; table: ObjectName; column: string; ifExists: boolean; cascade: boolean }
    | { kind: 'rename-column'; table: ObjectName; column: string; to: string }
    | {
        kind: 'alter-column-type';
        table: ObjectName;
        column: string;
        type: string;
        /** USING, as SQL. */ using?: string;
        /** `using` is the column itself, possibly cast to `type`. */ usingIsPlainCast?: boolean;
        collation?: string;
        /** MySQL: the character set that MODIFY or CHANGE writes. */ charset?: string;
      }
    | { kind: 'set-not-null'; table: ObjectName; column: string }
    | { kind: 'drop-not-null'; table: ObjectName; column: string }
    | { kind: 'set-default'; table: ObjectName; column: string; default: ColumnDefault }
    | { kind: 'drop-default'; table: ObjectName; column: string }
    /** MySQL MODIFY / CHANGE COLUMN: the whole definition anew. The model expands it to the changes that it amounts to. */
    | {
        kind: 'modify-column';
        table: ObjectName;
        column: string;
        definition: ColumnDefinition;
        position?: 'first' | 'after';
      }
    // ——— constraints and indexes
    | { kind: 'add-constraint'; table: ObjectName; constraint: ConstraintDefinition }
    | {
        kind: 'drop-constraint';
        table: ObjectName;
        /** Undefined for MySQL DROP PRIMARY KEY. */ name?: string;
        /** Where the statement says it. */ constraintKind?: ConstraintKind;
        ifExists: boolean;
        cascade: boolean;
      }
    | { kind: 'validate-constraint'; table: ObjectName; name: string }
    | {
        kind: 'create-index';
        table: ObjectName;
        index: IndexDefinition;
        concurrently: boolean;
        ifNotExists: boolean;
        /** PostgreSQL ON ONLY. */ only?: boolean;
      }
    | {
        kind: 'drop-index';
        index: ObjectName;
        /** MySQL. */ table?: ObjectName;
        concurrently: boolean;
        ifExists: boolean;
        cascade: boolean;
      }
    | {
        kind: 'reindex';
        /** `index`, `table`, `schema`, `database`, `system`. */ target: string;
        name?: ObjectName;
        concurrently: boolean;
      }
    | { kind: 'refresh-materialized-view'; view: ObjectName; concurrently: boolean }
    // ——— partitions
    | { kind: 'attach-partition'; table: ObjectName; partition: ObjectName }
    | { kind: 'detach-partition'; table: ObjectName; partition: ObjectName; concurrently: boolean }
    /** MySQL ALTER TABLE … DROP | TRUNCATE PARTITION, DISCARD TABLESPACE. */
    | {
        kind: 'drop-partition';
        table: ObjectName;
        partitions: readonly string[];
        action: 'drop' | 'truncate' | 'discard tablespace';
      }
    // ——— schemas, databases, other objects
    | { kind: 'create-schema'; name: string; ifNotExists?: boolean }
    | { kind: 'drop-schema'; name: string; ifExists: boolean; cascade: boolean }
    /** MySQL DROP SCHEMA too, where it is a synonym. */
    | { kind: 'drop-database'; name: string; ifExists: boolean }
    | {
        kind: 'create-object';
        objectType: OtherObjectType;
        name: ObjectName;
        /** Of triggers, policies, rules. */ table?: ObjectName;
        orReplace: boolean;
        /** Of SQLite's views and triggers: the tables and views that the text names. */ reads?: readonly ObjectName[];
        /** Of functions. */ volatility?: Volatility;
        /** Of domains: it has CHECK or NOT NULL. */ hasConstraint?: boolean;
        /** Of domains: what it is made of, canonical. */ baseType?: string;
        /** Of enum types. */ values?: readonly string[];
      }
    | {
        kind: 'alter-domain-constraint';
        domain: ObjectName;
        action: 'add' | 'drop' | 'validate' | 'set-not-null' | 'drop-not-null';
        name?: string;
        notValid?: boolean;
        /** Of `drop`. */ cascade?: boolean;
      }
    | {
        kind: 'drop-object';
        objectType: OtherObjectType;
        name: ObjectName;
        table?: ObjectName;
        ifExists: boolean;
        cascade: boolean;
      }
    | { kind: 'rename-object'; objectType: OtherObjectType; name: ObjectName; table?: ObjectName; to: string }
    | { kind: 'add-enum-value'; type: ObjectName; value: string; ifNotExists: boolean }
    // ——— data
    | { kind: 'truncate'; table: ObjectName; cascade: boolean }
    | ({ kind: 'update' } & RowsChange)
    | ({ kind: 'delete' } & RowsChange)
    | {
        kind: 'insert';
        table: ObjectName;
        source: 'values' | 'select' | 'default';
        /** Rows inserted, where the text tells (VALUES lists, a constant generate_series). */ rows?: number;
        /** Tables that the SELECT reads. */ from?: readonly ObjectName[];
        columns?: readonly string[];
        /** MySQL REPLACE, SQLite INSERT OR REPLACE. */ replaces?: boolean;
        hasWhere?: boolean;
        hasLimit?: boolean;
      }
    | { kind: 'merge'; table: ObjectName }
    | { kind: 'copy'; table?: ObjectName; direction: 'from' | 'to' }
    // ——— whole tables
    | { kind: 'rewrite-table'; /** Undefined: all tables of the database. */ table?: ObjectName; by: string }
    /** MySQL: options of an ALTER TABLE that decide how it is done; one change per ALTER TABLE, before its clauses. */
    | { kind: 'alter-options'; table: ObjectName; algorithm?: string; lock?: string }
    | { kind: 'convert-charset'; table: ObjectName; charset: string; collation?: string }
    | { kind: 'lock-table'; table: ObjectName; mode: string }
    // ——— rights and protections
    | { kind: 'row-security'; table: ObjectName; action: 'enable' | 'disable' | 'force' | 'no-force' }
    | {
        kind: 'grant';
        privileges: readonly string[];
        on: string;
        to: readonly string[];
        toPublic: boolean;
        isDefault?: boolean;
      }
    | { kind: 'revoke'; privileges: readonly string[]; on: string; from: readonly string[] }
    | {
        kind: 'alter-role';
        name: string;
        /** What is changed, for the message: `superuser`, `password`, `create with superuser`, `alter system`. */ what: string;
      }
    | { kind: 'trigger-state'; table: ObjectName; trigger: string; action: 'enable' | 'disable' }
    // ——— session and transaction
    | {
        kind: 'set-variable';
        name: string;
        /** Lower case for keywords and booleans; undefined: DEFAULT or not constant. */ value?: string;
        local: boolean;
        global?: boolean;
      }
    | { kind: 'pragma'; name: string; value?: string }
    | {
        kind: 'transaction';
        action: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'rollback-to' | 'release' | 'prepare';
      }
    // ——— what cannot be read
    /** Text that is made at run time, or in a language that is not read. */
    | {
        kind: 'dynamic-sql';
        reason: string;
        /** The constant parts, as far as they are known. */ fragment?: string;
      }
    | {
        kind: 'executable-comment';
        text: string;
        /** Whether the server that was assumed runs it. */ executed: boolean;
        /** Lower-case first word of what is inside, such as `drop`. */ verb: string;
      }
    | { kind: 'unreadable'; reason: string }
    /** Read, and nothing that a rule or the model needs to know: SELECT, EXPLAIN, COMMENT, ANALYZE, … */
    | { kind: 'other'; verb: string; /** Commits on MySQL, or changes the schema on any. */ isDdl?: boolean }
  );

export type ChangeKind = Change['kind'];
export type ChangeOf<Kind extends ChangeKind> = ChangesByKind[Kind];

/** As a lookup, so that a change of one kind can be given where several are taken. */
type ChangesByKind = { [Kind in ChangeKind]: Extract<Change, { kind: Kind }> };

/** What UPDATE and DELETE have in common. */
export interface RowsChange {
  table: ObjectName;
  where: WhereClause;
  /** MySQL: LIMIT. */
  limit?: boolean;
  /** UPDATE: columns set. */
  columns?: readonly string[];
}

/** `always`: a WHERE that is true for every row, such as `true` or `1 = 1`. `columns`: those in an IS NOT NULL that alone is the condition. */
export interface WhereClause {
  form: 'none' | 'always' | 'some';
  /** Set where the whole condition is `c IS NOT NULL`: true for every row if `c` is NOT NULL. */
  onlyIsNotNull?: string;
}
