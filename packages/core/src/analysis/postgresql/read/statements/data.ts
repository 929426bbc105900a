import type { InsertStmt, Node, SelectStmt, WithClause } from 'libpg-query';
import type { Change, ChangeOf, ObjectName } from '../../../change';
import { bodies, body, constantText, strings, tableName, tagOf, walk, type Body } from '../ast';
import { whereClause } from '../expressions/always-true';
import type { Scope } from '../scope';
import { other, type Translators } from '../translator';
import { calledFunctions } from './called-functions';
import { tableFromQuery } from './create-table';
import { flag, option } from './options';

/** SELECT, INSERT, UPDATE, DELETE, MERGE, COPY, and what wraps a query. */
export const data: Translators = {
  SelectStmt: (statement, scope) => {
    const inner = insideOf(statement, scope);
    const into = firstInto(statement);
    if (into) return [tableFromQuery(into.rel, false), ...inner];
    return inner.length > 0 ? inner : other(statement.valuesLists ? 'values' : 'select');
  },
  InsertStmt: (statement, scope) => [...insideOf(statement, scope), insert(statement)],
  UpdateStmt: (statement, scope) => [
    ...insideOf(statement, scope),
    {
      kind: 'update',
      table: tableName(statement.relation),
      where: whereClause(statement.whereClause),
      columns: bodies('ResTarget', statement.targetList).flatMap(({ name }) => name ?? []),
    },
  ],
  DeleteStmt: (statement, scope) => [
    ...insideOf(statement, scope),
    { kind: 'delete', table: tableName(statement.relation), where: whereClause(statement.whereClause) },
  ],
  MergeStmt: (statement, scope) => [
    ...insideOf(statement, scope),
    { kind: 'merge', table: tableName(statement.relation) },
  ],
  CopyStmt: (statement, scope) => {
    const changes: Change[] = [
      ...queryOf(statement.query, scope),
      {
        kind: 'copy',
        ...(statement.relation && { table: tableName(statement.relation) }),
        direction: statement.is_from ? 'from' : 'to',
      },
    ];
    if (statement.is_program) {
      changes.push({ kind: 'dynamic-sql', reason: 'COPY … PROGRAM runs a program on the server' });
    }
    return changes;
  },
  ExplainStmt: (statement, scope) => {
    if (!flag(option(statement.options, 'analyze'))) return other('explain');
    const inner = queryOf(statement.query, scope);
    return inner.length > 0 ? inner : other('explain');
  },
  DeclareCursorStmt: (statement, scope) => [...queryOf(statement.query, scope), ...other('declare')],
  PrepareStmt: (statement, scope) => {
    const inner = scope.nested(statement.query, 'dynamic').filter(({ kind }) => kind !== 'other');
    return [...inner, ...other('prepare')];
  },
  ReturnStmt: (statement, scope) => {
    const inner = calledFunctions(statement.returnval, scope);
    return inner.length > 0 ? inner : other('return');
  },
  CallStmt: (statement, scope) => [...calledFunctions(statement.funccall, scope), ...other('call')],
  ExecuteStmt: () => other('execute'),
  DeallocateStmt: () => other('deallocate'),
  FetchStmt: () => other('fetch'),
  ClosePortalStmt: () => other('close'),
};

/** What a query does beyond reading. */
function queryOf(query: Node | undefined, scope: Scope): Change[] {
  return scope.nested(query).filter(({ kind }) => kind !== 'other');
}

/**
 * The data-modifying parts of a statement's WITH clauses, however deep, and its calls of functions that
 * run SQL or set variables. Both need a word that is rare, so that most statements need no search.
 */
function insideOf(statement: { withClause?: WithClause }, scope: Scope): Change[] {
  const changes: Change[] = [];
  if (/\bwith\b/i.test(scope.sql)) {
    walk({ root: statement }, (tag, content) => {
      if (tag !== 'CommonTableExpr') return undefined;
      const { ctequery, location } = content as Body<'CommonTableExpr'>;
      if (!ctequery || tagOf(ctequery) === 'SelectStmt') return undefined;
      changes.push(...scope.nested(ctequery, 'cte', location));
      // What is nested deeper was found by reading it.
      return false;
    });
  }
  return [...changes, ...calledFunctions(statement, scope)];
}

/** SELECT … INTO stands in the first part of a UNION. */
function firstInto(statement: SelectStmt): SelectStmt['intoClause'] {
  let part: SelectStmt | undefined = statement;
  while (part?.larg) part = part.larg;
  return part?.intoClause;
}

function insert(statement: InsertStmt): ChangeOf<'insert'> {
  const select = body('SelectStmt', statement.selectStmt);
  const columns = bodies('ResTarget', statement.cols).flatMap(({ name }) => name ?? []);
  const change = {
    kind: 'insert' as const,
    table: tableName(statement.relation),
    ...(columns.length > 0 && { columns }),
  };
  if (!select) return { ...change, source: 'default', rows: 1 };
  if (select.valuesLists) return { ...change, source: 'values', rows: select.valuesLists.length };
  const rows = generatedRows(select);
  return {
    ...change,
    source: 'select',
    ...(rows !== undefined && { rows }),
    from: tablesRead(select),
    hasWhere: select.whereClause !== undefined,
    hasLimit: select.limitCount !== undefined,
  };
}

/** The tables that a query reads, each once; without the names of its own WITH clauses. */
function tablesRead(select: SelectStmt): ObjectName[] {
  const own = new Set<string>();
  const found = new Map<string, ObjectName>();
  walk({ root: select }, (tag, content) => {
    if (tag === 'CommonTableExpr') own.add((content as Body<'CommonTableExpr'>).ctename ?? '');
    else if (tag === 'RangeVar') {
      const name = tableName(content as Body<'RangeVar'>);
      found.set(JSON.stringify([name.schema, name.name]), name);
    }
  });
  return [...found.values()].filter(({ schema, name }) => schema !== undefined || !own.has(name));
}

/** Rows of `SELECT … FROM generate_series(1, 100)` alone. */
function generatedRows(select: SelectStmt): number | undefined {
  if (select.whereClause || select.limitCount || select.groupClause || select.op !== 'SETOP_NONE')
    return undefined;
  const from = select.fromClause ?? [];
  const [first] = from;
  if (from.length > 1 || !first) return undefined;
  const call = bodies('FuncCall', bodies('List', body('RangeFunction', first)?.functions)[0]?.items)[0];
  if (!call || strings(call.funcname).at(-1) !== 'generate_series') return undefined;
  const [start, stop, step = 1] = (call.args ?? []).map((node) => Number(constantText(node) ?? Number.NaN));
  if (start === undefined || stop === undefined || step === 0) return undefined;
  const rows = Math.floor((stop - start) / step) + 1;
  return Number.isFinite(rows) ? Math.max(0, rows) : undefined;
}
