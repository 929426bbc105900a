/** How much a finding of a lint rule weighs unless the configuration (`safety.rules`) says otherwise. */
export const DEFAULT_RISKS = {
  'drop-table': 'high',
  'drop-column': 'high',
  'drop-schema': 'critical',
  'drop-database': 'critical',
  'drop-object': 'medium',
  cascade: 'high',
  truncate: 'high',
  'dml-without-where': 'high',
  'large-data-change': 'medium',
  'drop-partition': 'high',
  'drop-constraint': 'medium',
  'drop-not-null': 'medium',
  'rename-table': 'high',
  'rename-column': 'high',
  'rename-object': 'medium',
  'change-type-rewrite': 'high',
  'change-type-narrowing': 'high',
  'add-required-column': 'high',
  'mysql-implicit-default': 'medium',
  'add-column-rewrite': 'high',
  'set-not-null': 'high',
  'constraint-without-not-valid': 'high',
  'validate-in-same-transaction': 'high',
  'foreign-key-without-index': 'medium',
  'unique-constraint-without-index': 'high',
  'unique-on-existing-data': 'medium',
  'exclusion-constraint': 'high',
  'index-not-concurrent': 'high',
  'drop-index-not-concurrent': 'medium',
  'concurrently-in-transaction': 'high',
  'invalid-index-leftover': 'medium',
  'table-rewrite': 'high',
  'enum-value-in-same-transaction': 'high',
  'dynamic-sql': 'medium',
  'disable-row-security': 'high',
  'grant-to-public': 'high',
  'alter-role': 'high',
  'disable-trigger': 'high',
  'transaction-control': 'medium',
  'mysql-table-copy': 'high',
  'mysql-inline-references': 'medium',
  'mysql-implicit-commit': 'medium',
  'executable-comment': 'medium',
  'sqlite-rebuild-unsafe': 'high',
  'mix-ddl-dml': 'low',
  'identifier-too-long': 'medium',
  'unreadable-statement': 'high',
} as const satisfies Record<string, Risk>;

/** Risks, the lightest first. */
export const RISKS = ['low', 'medium', 'high', 'critical'] as const;
/** How much a finding weighs; the policy decides what follows from it. */
export type Risk = (typeof RISKS)[number];

export type RuleId = keyof typeof DEFAULT_RISKS;
/** Every lint rule, in the order of the documentation: data loss, compatibility, locks, engine specifics, hygiene. */
export const RULE_IDS = Object.keys(DEFAULT_RISKS) as readonly RuleId[];

/**
 * What can be ruled by name under `safety.destructive_operations`, and the lint rule that finds it.
 * The names are those of the FABER-DB configuration.
 */
export const DESTRUCTIVE_OPERATIONS = {
  drop_table: 'drop-table',
  drop_column: 'drop-column',
  drop_schema: 'drop-schema',
  drop_database: 'drop-database',
  drop_object: 'drop-object',
  drop_partition: 'drop-partition',
  drop_constraint: 'drop-constraint',
  truncate: 'truncate',
  delete_without_where: 'dml-without-where',
  large_data_change: 'large-data-change',
  narrow_type: 'change-type-narrowing',
  rename_table: 'rename-table',
  rename_column: 'rename-column',
} as const satisfies Record<string, RuleId>;
export type DestructiveOperation = keyof typeof DESTRUCTIVE_OPERATIONS;
