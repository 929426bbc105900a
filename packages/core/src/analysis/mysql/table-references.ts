import type { ObjectName } from '../change';
import type { Cursor } from './cursor';
import { readCondition } from './where-clause';

/** The tables of a multi-table UPDATE or DELETE. */
export interface TableReferences {
  /** Lower-case alias (or name) to table; derived tables are not among them. */
  byAlias: Map<string, ObjectName>;
  /** In the order of the text. */
  tables: ObjectName[];
  /** An inner join with a condition: the rows of the other tables restrict those of one. */
  restricts: boolean;
}

const JOIN_WORDS = ['INNER', 'CROSS', 'LEFT', 'RIGHT', 'OUTER', 'NATURAL'];
const AFTER_TABLE = [',', ')', 'ON', 'USING', 'JOIN', 'STRAIGHT_JOIN', ...JOIN_WORDS];
const HINTS = ['USE', 'IGNORE', 'FORCE'];

/** Reads table references up to one of `stops`, which must stand outside of parentheses. */
export function readTableReferences(cursor: Cursor, ...stops: string[]): TableReferences {
  const found: TableReferences = { byAlias: new Map(), tables: [], restricts: false };
  readList(cursor, found, stops, 0);
  return found;
}

const MAX_DEPTH = 50;

function readList(cursor: Cursor, found: TableReferences, stops: string[], depth: number): void {
  if (depth > MAX_DEPTH) cursor.fail('nested too deeply');
  let isOuter = false;
  readTable(cursor, found, stops, depth);
  for (;;) {
    if (cursor.accept(',')) {
      readTable(cursor, found, stops, depth);
      isOuter = false;
    } else if (cursor.accept('ON')) {
      const form = readCondition(cursor, ...stops, ...AFTER_TABLE).form;
      if (!isOuter && form === 'some') found.restricts = true;
    } else if (cursor.accept('USING')) {
      cursor.skipParentheses();
      if (!isOuter) found.restricts = true;
    } else {
      const kinds = readJoinKinds(cursor);
      if (kinds === undefined) return;
      isOuter = kinds.includes('LEFT') || kinds.includes('RIGHT');
      if (!isOuter && kinds.includes('NATURAL')) found.restricts = true;
      readTable(cursor, found, stops, depth);
    }
  }
}

function readJoinKinds(cursor: Cursor): string[] | undefined {
  if (cursor.accept('STRAIGHT_JOIN')) return [];
  const kinds: string[] = [];
  for (let word = cursor.acceptOneOf(...JOIN_WORDS); word; word = cursor.acceptOneOf(...JOIN_WORDS)) {
    kinds.push(word);
  }
  if (cursor.accept('JOIN')) return kinds;
  return kinds.length > 0 ? cursor.fail('expected JOIN') : undefined;
}

function readTable(cursor: Cursor, found: TableReferences, stops: string[], depth: number): void {
  cursor.accept('LATERAL');
  if (cursor.is('(')) {
    const isQuery = ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(cursor.peek(1)?.upper ?? '');
    if (isQuery) {
      cursor.skipParentheses();
      readAlias(cursor, stops);
      if (cursor.is('(')) cursor.skipParentheses(); // names of its columns
    } else {
      cursor.at++;
      readList(cursor, found, [], depth + 1);
      cursor.expect(')');
    }
    return;
  }
  const table = cursor.objectName();
  if (cursor.is('(')) {
    cursor.skipParentheses(); // JSON_TABLE(…)
    readAlias(cursor, stops);
    return;
  }
  if (cursor.accept('PARTITION')) cursor.skipParentheses();
  const alias = readAlias(cursor, stops) ?? table.name;
  found.byAlias.set(alias.toLowerCase(), table);
  found.tables.push(table);
  while (cursor.oneOf(...HINTS) && ['INDEX', 'KEY'].includes(cursor.peek(1)?.upper ?? '')) {
    cursor.at += 2;
    if (cursor.accept('FOR')) cursor.skipTo('(');
    cursor.skipParentheses();
  }
}

function readAlias(cursor: Cursor, stops: string[]): string | undefined {
  if (cursor.accept('AS')) return cursor.name();
  const token = cursor.peek();
  const isAlias =
    token?.kind === 'quoted' ||
    (token?.kind === 'word' && ![...stops, ...AFTER_TABLE, ...HINTS].includes(token.upper));
  return isAlias ? cursor.name() : undefined;
}
