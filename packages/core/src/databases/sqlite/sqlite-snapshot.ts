import type { Token } from '../../analysis/token';
import { tokenizeSqlite } from '../../analysis/sqlite/tokenize';
import type { SchemaSnapshot } from '../database';
import type { SqliteDriver, SqliteValue } from './sqlite-driver';

type Row = Record<string, SqliteValue>;

/**
 * Describes all objects of the database, normalised so that equal schemas give equal descriptions
 * whatever their history: a column added by ALTER TABLE or by Prisma's "redefine" (new table,
 * copy, rename) reads the same. From PRAGMAs where there are any; what only the SQL text tells
 * (checks, collations, generated columns, deferred keys, conflict clauses) is read from its tokens.
 * Left out on purpose: the order of columns and the names of constraints, which have no
 * function in SQLite.
 */
export function sqliteSnapshot(driver: SqliteDriver, ignoredTables: readonly string[]): SchemaSnapshot {
  const ignored = new Set(ignoredTables);
  const entries: [string, string][] = [];
  const objects = driver
    .all(`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`)
    .map((row) => ({
      type: text(row, 'type'),
      name: text(row, 'name'),
      table: text(row, 'tbl_name'),
      sql: text(row, 'sql'),
    }))
    .filter(({ table }) => !ignored.has(table));
  const list = new Map(
    driver
      .all(`SELECT * FROM pragma_table_list WHERE schema = 'main'`)
      .map((row) => [text(row, 'name'), row]),
  );

  for (const { type, name, table, sql } of objects) {
    const tokens = [...tokenizeSqlite(sql)];
    switch (type) {
      case 'table': {
        const info = list.get(name);
        if (info?.['type'] === 'shadow') break;
        if (info?.['type'] === 'virtual') entries.push([`virtual-table:${name}`, afterName(tokens, 'TABLE')]);
        else entries.push(...describeTable(driver, name, tokens, info));
        break;
      }
      case 'index':
        entries.push([`index:${name}`, `on ${table} ${describeIndex(driver, name, tokens)}`]);
        break;
      case 'view':
        entries.push([`view:${name}`, afterName(tokens, 'VIEW')]);
        break;
      case 'trigger':
        entries.push([`trigger:${name}`, afterName(tokens, 'TRIGGER')]);
        break;
    }
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function describeTable(
  driver: SqliteDriver,
  name: string,
  tokens: Token[],
  info: Row | undefined,
): [string, string][] {
  const columns = driver.all('SELECT * FROM pragma_table_xinfo(?)', [name]);
  const definitions = definitionsOf(tokens);
  const primaryKey = columns
    .filter((row) => Number(row['pk']) > 0)
    .sort((a, b) => Number(a['pk']) - Number(b['pk']));
  const table = [
    'table',
    ...(info?.['wr'] === 1 ? ['without rowid'] : []),
    ...(info?.['strict'] === 1 ? ['strict'] : []),
    ...(tokens.some((token) => token.kind === 'word' && token.upper === 'AUTOINCREMENT')
      ? ['autoincrement']
      : []),
    ...(primaryKey.length > 0
      ? [`primary key (${primaryKey.map((row) => text(row, 'name')).join(', ')})`]
      : []),
    ...uniqueConstraints(driver, name),
    ...definitions.flatMap(({ tokens: definition }) => checksIn(definition)).sort(),
    ...definitions
      .filter(({ column }) => column === undefined)
      .flatMap(({ tokens: definition }) => conflictsIn(definition))
      .sort(),
    ...foreignKeys(driver, name, tokens),
  ];
  const described = columns.map((row): [string, string] => {
    const column = text(row, 'name');
    const definition =
      definitions.find((each) => each.column?.toLowerCase() === column.toLowerCase())?.tokens ?? [];
    const value = row['dflt_value'];
    const parts = [
      text(row, 'type').toLowerCase(),
      ...(row['notnull'] === 1 ? ['not null'] : []),
      ...(value === null || value === undefined
        ? []
        : [`default ${normalise([...tokenizeSqlite(String(value))])}`]),
      ...(row['hidden'] === 2 || row['hidden'] === 3
        ? [`generated ${row['hidden'] === 2 ? 'virtual' : 'stored'} ${generatedIn(definition)}`]
        : []),
      ...collationIn(definition),
      ...conflictsIn(definition),
    ];
    return [`column:${name}.${column}`, parts.join(' ')];
  });
  return [[`table:${name}`, table.join('; ')], ...described];
}

/** UNIQUE and PRIMARY KEY constraints, whose indexes have made-up names. */
function uniqueConstraints(driver: SqliteDriver, table: string): string[] {
  return driver
    .all('SELECT * FROM pragma_index_list(?)', [table])
    .filter((row) => row['origin'] !== 'c')
    .map(
      (row) =>
        `${row['origin'] === 'pk' ? 'primary key index' : 'unique'} (${keyColumns(driver, text(row, 'name'))})`,
    )
    .sort();
}

function describeIndex(driver: SqliteDriver, name: string, tokens: Token[]): string {
  const unique = tokens[1]?.upper === 'UNIQUE' ? 'unique ' : '';
  const hasExpression =
    driver.all('SELECT cid FROM pragma_index_xinfo(?) WHERE key = 1 AND cid = -2', [name]).length > 0;
  const open = tokens.findIndex((token) => token.text === '(');
  const close = closing(tokens, open);
  const key = hasExpression ? normalise(tokens.slice(open + 1, close)) : keyColumns(driver, name);
  return `${unique}(${key}) ${normalise(tokens.slice(close + 1))}`.trim();
}

function keyColumns(driver: SqliteDriver, index: string): string {
  return driver
    .all('SELECT name, "desc", coll FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno', [index])
    .map(
      (row) =>
        `${text(row, 'name')}${row['desc'] === 1 ? ' desc' : ''}${text(row, 'coll') === 'BINARY' ? '' : ` collate ${text(row, 'coll').toLowerCase()}`}`,
    )
    .join(', ');
}

function foreignKeys(driver: SqliteDriver, table: string, tokens: Token[]): string[] {
  const byId = new Map<number, Row[]>();
  for (const row of driver.all('SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq', [table])) {
    byId.set(Number(row['id']), [...(byId.get(Number(row['id'])) ?? []), row]);
  }
  const deferred = deferredReferences(tokens);
  return [...byId]
    .map(([id, rows]) => {
      const [first] = rows;
      if (!first) return '';
      const parent = text(first, 'table');
      const to = rows.map((row) => row['to']);
      // REFERENCES parent without columns means the parent's primary key.
      const target = to.includes(null)
        ? driver
            .all('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk', [parent])
            .map((row) => text(row, 'name'))
        : to.map(String);
      // SQLite numbers them from the last in the text to the first.
      const isDeferred = deferred[deferred.length - 1 - id] === true;
      return [
        `foreign key (${rows.map((row) => text(row, 'from')).join(', ')}) references ${parent} (${target.join(', ')})`,
        `on update ${text(first, 'on_update')} on delete ${text(first, 'on_delete')}${isDeferred ? ' deferred' : ''}`,
      ]
        .join(' ')
        .toLowerCase();
    })
    .sort();
}

/** For each REFERENCES in the text: whether it is DEFERRABLE INITIALLY DEFERRED. */
function deferredReferences(tokens: Token[]): boolean[] {
  const found: boolean[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word') continue;
    if (token.upper === 'REFERENCES') found.push(false);
    const isDeferred = token.upper === 'DEFERRED' && tokens[index - 1]?.upper === 'INITIALLY';
    const negated = tokens[index - 3]?.upper === 'NOT';
    if (isDeferred && !negated && found.length > 0) found[found.length - 1] = true;
  }
  return found;
}

/** The parts of CREATE TABLE (a, b, …): columns and table constraints. */
function definitionsOf(tokens: Token[]): { column?: string; tokens: Token[] }[] {
  const open = tokens.findIndex((token) => token.text === '(');
  const body = tokens.slice(open + 1, closing(tokens, open));
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of body) {
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (token.text === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.map((part) => {
    const [first] = part;
    const isConstraint =
      first?.kind === 'word' && ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'].includes(first.upper);
    return { tokens: part, ...(first && !isConstraint ? { column: unquoted(first) } : {}) };
  });
}

function checksIn(definition: Token[]): string[] {
  return definition.flatMap((token, index) =>
    token.kind === 'word' && token.upper === 'CHECK' && definition[index + 1]?.text === '('
      ? [`check (${normalise(definition.slice(index + 2, closing(definition, index + 1)))})`]
      : [],
  );
}

function generatedIn(definition: Token[]): string {
  const as = definition.findIndex(
    (token, index) => token.kind === 'word' && token.upper === 'AS' && definition[index + 1]?.text === '(',
  );
  return `(${normalise(definition.slice(as + 2, closing(definition, as + 1)))})`;
}

/** COLLATE of a column, not the one inside of an expression. */
function collationIn(definition: Token[]): string[] {
  let depth = 0;
  for (const [index, token] of definition.entries()) {
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    const next = definition[index + 1];
    if (depth === 0 && index > 0 && token.kind === 'word' && token.upper === 'COLLATE' && next) {
      const name = unquoted(next).toLowerCase();
      return name === 'binary' ? [] : [`collate ${name}`];
    }
  }
  return [];
}

function conflictsIn(definition: Token[]): string[] {
  return definition.flatMap((token, index) => {
    const [conflict, resolution] = definition.slice(index + 1, index + 3);
    const found =
      token.kind === 'word' &&
      token.upper === 'ON' &&
      conflict?.upper === 'CONFLICT' &&
      resolution?.upper !== 'ABORT';
    return found
      ? [`${definition[index - 1]?.text.toLowerCase()} on conflict ${resolution?.text.toLowerCase()}`]
      : [];
  });
}

/** Index of the parenthesis that closes the one at `open`. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (tokens[index]?.text === '(') depth++;
    if (tokens[index]?.text === ')' && --depth === 0) return index;
  }
  return tokens.length;
}

/** What follows the name of the object in its CREATE statement. */
function afterName(tokens: Token[], what: string): string {
  let at = tokens.findIndex((token) => token.kind === 'word' && token.upper === what) + 1;
  if (tokens[at]?.upper === 'IF') at += 3;
  if (tokens[at + 1]?.text === '.') at += 2;
  return normalise(tokens.slice(at + 1));
}

/** Words and names in lower case and without quotes (SQLite ignores their case), single blanks. */
function normalise(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      token.kind === 'word' || token.kind === 'identifier' ? unquoted(token).toLowerCase() : token.text,
    )
    .join(' ');
}

function unquoted(token: Token): string {
  if (token.kind !== 'identifier') return token.text;
  const close = token.text.at(-1) ?? '';
  const inner = token.text.slice(1, -1);
  return close === ']' ? inner : inner.replaceAll(close + close, close);
}

function text(row: Row, column: string): string {
  return String(row[column] ?? '');
}
