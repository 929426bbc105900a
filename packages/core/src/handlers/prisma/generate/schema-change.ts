import type { SqlStatement } from '../../../databases/database';

/** One change of the schema, as far as Prisma's generated SQL tells. */
export interface SchemaChange {
  kind:
    | 'create-table'
    | 'drop-table'
    | 'add-column'
    | 'drop-column'
    | 'change-column'
    | 'create-enum'
    | 'change-enum'
    | 'drop-enum'
    | 'add-index'
    | 'drop-index'
    | 'add-relation'
    | 'drop-relation';
  /** Name of the table or enum. */
  object: string;
  column?: string;
}

const NAME = String.raw`(?:"(?:[^"]|"")+"\s*\.\s*)?"((?:[^"]|"")+)"`;
const REDEFINED = 'new_';

/**
 * Reads the changes out of SQL that Prisma's `migrate diff` has written (its layout is stable, see
 * `sql-schema-connector/src/sql_renderer`).
 * @param up statements of the migration
 * @param down statements of the reverse; SQLite redefines whole tables, and only both together tell the columns
 */
export function readChanges(up: readonly SqlStatement[], down: readonly SqlStatement[]): SchemaChange[] {
  const redefined = redefinedTables(up);
  const changes = up.flatMap(({ text }) => statementChanges(text, redefined));
  const newEnums = new Set(changes.filter(({ kind }) => kind === 'change-enum').map(({ object }) => object));
  for (const [table, columns] of redefined) {
    changes.push(...redefinitionChanges(table, columns, columnsOnTheOtherSide(table, columns, down)));
  }
  return distinct(
    changes.filter(({ kind, object }) => {
      // PostgreSQL's way of removing an enum value: E_new is created, E becomes E_old and is dropped.
      if (kind === 'create-enum') return !newEnums.has(object.replace(/_new$/, ''));
      if (kind === 'drop-enum') return !newEnums.has(object.replace(/_old$/, ''));
      return true;
    }),
  );
}

function statementChanges(text: string, redefined: ReadonlyMap<string, unknown>): SchemaChange[] {
  const sql = text.trim();
  const object = (pattern: string): string | undefined =>
    nameIn(new RegExp(`^${pattern}${NAME}`, 'i').exec(sql)?.[1]);
  const single = (kind: SchemaChange['kind'], name: string): SchemaChange[] =>
    isRedefinition(name, redefined) || redefined.has(name) ? [] : [{ kind, object: name }];

  const created = object(String.raw`CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?`);
  if (created !== undefined) return single('create-table', created);
  const dropped = object(String.raw`DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?`);
  if (dropped !== undefined) return single('drop-table', dropped);
  const altered = object(String.raw`ALTER\s+TABLE\s+(?:ONLY\s+)?`);
  if (altered !== undefined) return isRedefinition(altered, redefined) ? [] : columnChanges(altered, sql);
  const createdType = object(String.raw`CREATE\s+TYPE\s+`);
  if (createdType !== undefined) return single('create-enum', createdType);
  const droppedType = object(String.raw`DROP\s+TYPE\s+(?:IF\s+EXISTS\s+)?`);
  if (droppedType !== undefined) return single('drop-enum', droppedType);
  const alteredType = object(String.raw`ALTER\s+TYPE\s+`);
  if (alteredType !== undefined) return [{ kind: 'change-enum', object: alteredType.replace(/_new$/, '') }];
  const indexed = nameIn(
    new RegExp(String.raw`^CREATE\s+(?:UNIQUE\s+)?INDEX\s+${NAME}\s+ON\s+${NAME}`, 'i').exec(sql)?.[2],
  );
  if (indexed !== undefined) return redefined.has(indexed) ? [] : [{ kind: 'add-index', object: indexed }];
  const unindexed = object(String.raw`DROP\s+INDEX\s+(?:IF\s+EXISTS\s+)?`);
  if (unindexed !== undefined) return [{ kind: 'drop-index', object: unindexed.split('_')[0] ?? unindexed }];
  return [];
}

function columnChanges(table: string, sql: string): SchemaChange[] {
  const columns = (pattern: string): string[] =>
    [...sql.matchAll(new RegExp(pattern + NAME, 'gi'))].map((match) => nameIn(match[1]) ?? '');
  const changes: SchemaChange[] = [
    ...columns(String.raw`\bDROP\s+COLUMN\s+`).map((column) => ({
      kind: 'drop-column' as const,
      object: table,
      column,
    })),
    ...columns(String.raw`\bADD\s+COLUMN\s+`).map((column) => ({
      kind: 'add-column' as const,
      object: table,
      column,
    })),
    ...columns(String.raw`\bALTER\s+COLUMN\s+`).map((column) => ({
      kind: 'change-column' as const,
      object: table,
      column,
    })),
  ];
  if (/\bADD\s+CONSTRAINT\b[\s\S]*\bFOREIGN\s+KEY\b/i.test(sql))
    changes.push({ kind: 'add-relation', object: table });
  else if (/\bDROP\s+CONSTRAINT\b/i.test(sql)) changes.push({ kind: 'drop-relation', object: table });
  return changes;
}

/** Tables that are built anew under `new_<name>`, with the columns (name → definition) that they get. */
function redefinedTables(statements: readonly SqlStatement[]): Map<string, Map<string, string>> {
  const tables = new Map<string, Map<string, string>>();
  for (const { text } of statements) {
    const name = nameIn(
      new RegExp(String.raw`^ALTER\s+TABLE\s+${NAME}\s+RENAME\s+TO\s`, 'i').exec(text.trim())?.[1],
    );
    if (!name?.startsWith(REDEFINED)) continue;
    const creation = statements.find((each) =>
      new RegExp(String.raw`^CREATE\s+TABLE\s+"${escaped(name)}"\s*\(`, 'i').test(each.text.trim()),
    );
    if (creation) tables.set(name.slice(REDEFINED.length), tableColumns(creation.text));
  }
  return tables;
}

/** Prisma writes one column a line, and constraints start with a keyword. */
function tableColumns(sql: string): Map<string, string> {
  const columns = new Map<string, string>();
  for (const line of sql.split('\n').slice(1)) {
    const match = /^\s*"((?:[^"]|"")+)"\s+(.*?),?\s*$/.exec(line);
    if (match) columns.set(nameIn(match[1]) ?? '', match[2] ?? '');
  }
  return columns;
}

function columnsOnTheOtherSide(
  table: string,
  columns: ReadonlyMap<string, string>,
  down: readonly SqlStatement[],
): ReadonlyMap<string, string> {
  const redefined = redefinedTables(down).get(table);
  if (redefined) return redefined;
  const before = new Map(columns);
  for (const change of down.flatMap(({ text }) => statementChanges(text, new Map()))) {
    if (change.object !== table || change.column === undefined) continue;
    if (change.kind === 'add-column') before.set(change.column, '');
    if (change.kind === 'drop-column') before.delete(change.column);
  }
  return before;
}

function redefinitionChanges(
  table: string,
  after: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
): SchemaChange[] {
  const changes: SchemaChange[] = [];
  for (const column of before.keys())
    if (!after.has(column)) changes.push({ kind: 'drop-column', object: table, column });
  for (const [column, definition] of after) {
    const old = before.get(column);
    if (old === undefined) changes.push({ kind: 'add-column', object: table, column });
    else if (old !== definition) changes.push({ kind: 'change-column', object: table, column });
  }
  // Only constraints differ.
  return changes.length > 0 ? changes : [{ kind: 'add-relation', object: table }];
}

function isRedefinition(name: string, redefined: ReadonlyMap<string, unknown>): boolean {
  return name.startsWith(REDEFINED) && redefined.has(name.slice(REDEFINED.length));
}

function distinct(changes: readonly SchemaChange[]): SchemaChange[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

function nameIn(quoted: string | undefined): string | undefined {
  return quoted?.replaceAll('""', '"');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\"]/g, (character) => (character === '"' ? '""' : `\\${character}`));
}
