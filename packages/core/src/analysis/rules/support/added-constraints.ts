import type { ChangeOf, ConstraintDefinition } from '../../change';

/** The constraints that a change adds to a table that exists: by itself, or written with a column. */
export function addedConstraints(
  change: ChangeOf<'add-constraint' | 'add-column'>,
): readonly ConstraintDefinition[] {
  return change.kind === 'add-constraint' ? [change.constraint] : change.constraints;
}

/** `users_email_key` or what else the constraint is called; without a name `UNIQUE (email)` and the like. */
export function describeConstraint({ name, kind, columns }: ConstraintDefinition): string {
  return name ?? `${KINDS[kind]} (${columns.join(', ')})`;
}

const KINDS: Readonly<Record<ConstraintDefinition['kind'], string>> = {
  'primary-key': 'PRIMARY KEY',
  unique: 'UNIQUE',
  'foreign-key': 'FOREIGN KEY',
  check: 'CHECK',
  exclusion: 'EXCLUDE',
  'not-null': 'NOT NULL',
};

/** The name to write for the constraint: its own, or one made of table and columns. */
export function constraintName(
  table: string,
  { name, columns }: ConstraintDefinition,
  suffix: string,
): string {
  return name ?? [table, ...columns, suffix].join('_');
}
