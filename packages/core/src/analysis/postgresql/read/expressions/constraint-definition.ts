import type { Constraint, Node } from 'libpg-query';
import type { ConstraintDefinition, ConstraintKind } from '../../../change';
import { bodies, items, strings, tableName, walk, type Body } from '../ast';
import type { Scope } from '../scope';
import { notNullColumn } from './always-true';
import { textInParentheses } from './expression-text';

const KINDS: Partial<Record<NonNullable<Constraint['contype']>, ConstraintKind>> = {
  CONSTR_NOTNULL: 'not-null',
  CONSTR_CHECK: 'check',
  CONSTR_PRIMARY: 'primary-key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclusion',
  CONSTR_FOREIGN: 'foreign-key',
};

/** The actions of ON DELETE as the parser abbreviates them; `a`, which is NO ACTION, is the default. */
const ACTIONS: Readonly<Record<string, string>> = {
  c: 'cascade',
  d: 'set default',
  n: 'set null',
  r: 'restrict',
};

/**
 * Reads a constraint; undefined for what is no constraint of its own (NULL, DEFAULT, DEFERRABLE, …).
 * @param column the column that it is written with
 */
export function constraintDefinition(
  part: Constraint,
  scope: Scope,
  column?: string,
): ConstraintDefinition | undefined {
  const kind = part.contype && KINDS[part.contype];
  if (!kind) return undefined;
  const definition: ConstraintDefinition = { kind, columns: columnsOf(part, kind, column) };
  if (part.conname !== undefined) definition.name = part.conname;
  if (part.indexname !== undefined) definition.usingIndex = part.indexname;
  if (part.skip_validation) definition.notValid = true;
  if ((kind === 'check' || kind === 'foreign-key') && !part.is_enforced) definition.notEnforced = true;
  if (part.nulls_not_distinct) definition.nullsNotDistinct = true;
  if (kind === 'check') {
    definition.expression = textInParentheses(scope.sql, scope.offset(part.location));
    const proven = notNullColumn(part.raw_expr);
    if (proven !== undefined) definition.provesNotNull = proven;
  }
  if (kind === 'foreign-key') {
    const onDelete = ACTIONS[part.fk_del_action ?? ''];
    definition.references = {
      table: tableName(part.pktable),
      columns: strings(part.pk_attrs),
      ...(onDelete !== undefined && { onDelete }),
    };
  }
  return definition;
}

function columnsOf(part: Constraint, kind: ConstraintKind, column: string | undefined): string[] {
  if (kind === 'check') return columnsIn(part.raw_expr);
  if (column !== undefined) return [column];
  if (kind === 'foreign-key') return strings(part.fk_attrs);
  if (kind !== 'exclusion') return strings(part.keys);
  return (part.exclusions ?? []).flatMap((pair) =>
    bodies('IndexElem', items(pair)).flatMap(({ name }) => name ?? []),
  );
}

/** The columns that an expression names, each once. */
export function columnsIn(expression: Node | undefined): string[] {
  const found = new Set<string>();
  walk(expression, (tag, content) => {
    if (tag !== 'ColumnRef') return;
    const name = strings((content as Body<'ColumnRef'>).fields).at(-1);
    if (name !== undefined) found.add(name);
  });
  return [...found];
}
