/** SQL in a PL/pgSQL body. */
export interface PlpgsqlQuery {
  /** `statement`: runs as it stands. `dynamic`: an expression whose value is run. `expression`: is evaluated. */
  kind: 'statement' | 'dynamic' | 'expression';
  sql: string;
  /** 1-based line in the body of the PL/pgSQL statement that it belongs to. */
  line: number;
}

/** A PL/pgSQL statement that ends the transaction. */
export interface PlpgsqlTransactionEnd {
  kind: 'commit' | 'rollback';
  line: number;
}

/** `RawParseMode` of PostgreSQL's parser: whole statements; the others are expressions and assignments. */
const WHOLE_STATEMENT = 0;

/** Fields that hold an expression which is run as SQL. */
const DYNAMIC_FIELDS: Readonly<Record<string, string>> = {
  PLpgSQL_stmt_dynexecute: 'query',
  PLpgSQL_stmt_dynfors: 'query',
  PLpgSQL_stmt_return_query: 'dynquery',
  PLpgSQL_stmt_open: 'dynquery',
};

type Fields = Record<string, unknown>;

/** All SQL in a tree as libpg_query gives it for a function, in the order of the text. */
export function plpgsqlQueries(tree: unknown): (PlpgsqlQuery | PlpgsqlTransactionEnd)[] {
  const found: (PlpgsqlQuery | PlpgsqlTransactionEnd)[] = [];
  // Without recursion: blocks can be nested a thousand times.
  const pending: { value: unknown; line: number; kind?: 'dynamic' }[] = [{ value: tree, line: 1 }];
  for (let current = pending.pop(); current; current = pending.pop()) {
    const { value, line, kind } = current;
    if (Array.isArray(value)) {
      for (const element of value.toReversed()) pending.push({ value: element, line });
    } else if (isFields(value)) {
      for (const [key, inner] of Object.entries(value).reverse()) {
        if (!isFields(inner) && !Array.isArray(inner)) continue;
        if (key === 'PLpgSQL_expr') {
          const query = queryOf(inner as Fields, line, kind);
          if (query) found.push(query);
        } else if (key.startsWith('PLpgSQL_')) {
          pushNode(key, inner as Fields, line);
        } else {
          pending.push({ value: inner, line });
        }
      }
    }
  }
  return found;

  function pushNode(tag: string, fields: Fields, outerLine: number): void {
    const line = typeof fields['lineno'] === 'number' && fields['lineno'] > 0 ? fields['lineno'] : outerLine;
    if (tag === 'PLpgSQL_stmt_commit') found.push({ kind: 'commit', line });
    if (tag === 'PLpgSQL_stmt_rollback') found.push({ kind: 'rollback', line });
    const dynamic = DYNAMIC_FIELDS[tag];
    for (const [key, inner] of Object.entries(fields).reverse()) {
      if (typeof inner !== 'object') continue;
      pending.push({ value: inner, line, ...(key === dynamic && { kind: 'dynamic' as const }) });
    }
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function queryOf(expression: Fields, line: number, kind: 'dynamic' | undefined): PlpgsqlQuery | undefined {
  const sql = expression['query'];
  if (typeof sql !== 'string') return undefined;
  const isStatement = expression['parseMode'] === WHOLE_STATEMENT;
  return { kind: kind ?? (isStatement ? 'statement' : 'expression'), sql, line };
}
