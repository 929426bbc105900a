import type { WhereClause } from '../../change';
import type { Cursor } from './cursor';
import { readExpression } from './expression';
import { truth, type Value } from './value';

/**
 * Reads a WHERE clause, if there is one.
 * @throws Unreadable
 */
export function readWhere(cursor: Cursor): WhereClause {
  return cursor.take('WHERE') ? classifyWhere(readExpression(cursor)) : { form: 'none' };
}

function classifyWhere(condition: Value): WhereClause {
  if (truth(condition) === true) return { form: 'always' };
  if (condition.kind !== 'null-test' || !condition.isNotNull) return { form: 'some' };
  return { form: 'some', onlyIsNotNull: condition.column };
}
