import type { Alteration } from './alter-table';
import type { ConstraintKind } from '../change';
import type { Cursor } from './cursor';
import { dropIndex } from './drop-index';
import type { MysqlToken } from './token';

/** Reads what follows DROP in an ALTER TABLE. `clause`: the word DROP. */
export function readDropClause(cursor: Cursor, { table, reading }: Alteration, clause: MysqlToken): void {
  const dropConstraint = (constraintKind: ConstraintKind | undefined, isNamed: boolean) => {
    const ifExists = cursor.ifExists();
    const name = isNamed ? { name: cursor.name() } : {};
    const kind = constraintKind === undefined ? {} : { constraintKind };
    reading.add({ kind: 'drop-constraint', table, ...name, ...kind, ifExists, cascade: false }, clause);
  };
  if (cursor.accept('PRIMARY', 'KEY')) dropConstraint('primary-key', false);
  else if (cursor.accept('FOREIGN', 'KEY')) dropConstraint('foreign-key', true);
  else if (cursor.accept('CHECK')) dropConstraint('check', true);
  else if (cursor.accept('CONSTRAINT')) dropConstraint(undefined, true);
  else if (cursor.acceptOneOf('INDEX', 'KEY')) {
    const ifExists = cursor.ifExists();
    reading.add(dropIndex(cursor.name(), table, ifExists), clause);
  } else if (cursor.accept('SYSTEM', 'VERSIONING')) {
    reading.add({ kind: 'rewrite-table', table, by: 'drop system versioning' }, clause);
  } else if (cursor.accept('PERIOD', 'FOR')) cursor.name();
  else {
    cursor.accept('COLUMN');
    const ifExists = cursor.ifExists();
    const column = cursor.name();
    reading.add({ kind: 'drop-column', table, column, ifExists, cascade: false }, clause);
  }
  // Accepted and ignored.
  cursor.acceptOneOf('RESTRICT', 'CASCADE');
}
