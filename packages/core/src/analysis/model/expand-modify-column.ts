import type { Change, ChangeOf, ColumnDefault, ColumnDefinition } from '../change';

/**
 * What a MODIFY or CHANGE COLUMN amounts to, given what the column is now: any of rename-column,
 * alter-column-type, set-not-null, drop-not-null, set-default, drop-default, in this order.
 * @param known the column as it is; undefined (not known) gives no more than the rename
 */
export function expandModifyColumn(
  change: ChangeOf<'modify-column'>,
  known: ColumnDefinition | undefined,
): Change[] {
  const { table, definition, via, offset } = change;
  const origin = { ...(via === undefined ? {} : { via }), ...(offset === undefined ? {} : { offset }) };
  const column = definition.name;
  const changes: Change[] = [];
  if (definition.name !== change.column) {
    changes.push({ ...origin, kind: 'rename-column', table, column: change.column, to: column });
  }
  if (!known) return changes;
  if (isOtherType(known, definition)) {
    const { type, collation, charset } = definition;
    changes.push({
      ...origin,
      kind: 'alter-column-type',
      table,
      column,
      type,
      ...(collation ? { collation } : {}),
      ...(charset ? { charset } : {}),
    });
  }
  if (known.notNull !== definition.notNull) {
    changes.push({ ...origin, kind: definition.notNull ? 'set-not-null' : 'drop-not-null', table, column });
  }
  const [before, after] = [given(known.default), given(definition.default)];
  if (after && after.sql !== before?.sql) {
    changes.push({ ...origin, kind: 'set-default', table, column, default: after });
  }
  if (before && !after) changes.push({ ...origin, kind: 'drop-default', table, column });
  return changes;
}

/** A character set or collation that is not written is the table's, which was the column's in all likelihood. */
function isOtherType(known: ColumnDefinition, definition: ColumnDefinition): boolean {
  return (
    known.type !== definition.type ||
    (definition.collation !== undefined && known.collation !== definition.collation) ||
    (definition.charset !== undefined && known.charset !== definition.charset) ||
    known.generated !== definition.generated
  );
}

/** DEFAULT NULL is no default. */
function given(value: ColumnDefault | undefined): ColumnDefault | undefined {
  return value?.isNull ? undefined : value;
}
