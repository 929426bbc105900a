import { tokensAre, type Token } from '../token';
import { tokenizePostgresql } from './tokenize';

/** What a statement with CONCURRENTLY does to which index, for looking after it when it was interrupted. */
export interface ConcurrentIndex {
  kind: 'create' | 'drop' | 'reindex';
  /** Schema of the index (of the table, for CREATE); undefined = the first of the search path that has it. */
  schema?: string;
  /** Undefined for CREATE INDEX without a name, and for REINDEX of more than one index. */
  index?: string;
  table?: string;
  ifNotExists: boolean;
}

/**
 * Reads CREATE, DROP INDEX and REINDEX … CONCURRENTLY. Names come unquoted and folded to lower
 * case as the server does. Undefined for any other statement.
 */
export function concurrentIndexOf(statement: string): ConcurrentIndex | undefined {
  const tokens = [...tokenizePostgresql(statement)];
  if (tokensAre(tokens, 0, 'CREATE', 'INDEX', 'CONCURRENTLY')) return createIndex(tokens, 3);
  if (tokensAre(tokens, 0, 'CREATE', 'UNIQUE', 'INDEX', 'CONCURRENTLY')) return createIndex(tokens, 4);
  if (tokensAre(tokens, 0, 'DROP', 'INDEX', 'CONCURRENTLY')) {
    const { schema, name } = readName(tokens, tokensAre(tokens, 3, 'IF', 'EXISTS') ? 5 : 3);
    return result('drop', schema, { index: name });
  }
  if (tokensAre(tokens, 0, 'REINDEX')) return reindex(tokens);
  return undefined;
}

function createIndex(tokens: readonly Token[], start: number): ConcurrentIndex {
  const ifNotExists = tokensAre(tokens, start, 'IF', 'NOT', 'EXISTS');
  let at = ifNotExists ? start + 3 : start;
  const index = tokensAre(tokens, at, 'ON') ? undefined : nameOf(tokens[at++]);
  at += tokensAre(tokens, at + 1, 'ONLY') ? 2 : 1;
  const { schema, name } = readName(tokens, at);
  return { ...result('create', schema, { index, table: name }), ifNotExists };
}

/** REINDEX [(options)] { INDEX | TABLE | … } [CONCURRENTLY] name */
function reindex(tokens: readonly Token[]): ConcurrentIndex | undefined {
  const close = tokens[1]?.text === '(' ? tokens.findIndex((token) => token.text === ')') : 0;
  if (close < 0 || !tokens.some((token) => token.kind === 'word' && token.upper === 'CONCURRENTLY'))
    return undefined;
  const what = tokens[close + 1]?.upper;
  const at = tokensAre(tokens, close + 2, 'CONCURRENTLY') ? close + 3 : close + 2;
  const { schema, name } = readName(tokens, at);
  if (what === 'INDEX') return result('reindex', schema, { index: name });
  if (what === 'TABLE') return result('reindex', schema, { table: name });
  return result('reindex', what === 'SCHEMA' ? name : undefined, {});
}

function result(
  kind: ConcurrentIndex['kind'],
  schema: string | undefined,
  names: { index?: string | undefined; table?: string | undefined },
): ConcurrentIndex {
  return {
    kind,
    ...(schema === undefined ? {} : { schema }),
    ...(names.index === undefined ? {} : { index: names.index }),
    ...(names.table === undefined ? {} : { table: names.table }),
    ifNotExists: false,
  };
}

/** `a.b` or `b`; with a database in front, that is left out. */
function readName(
  tokens: readonly Token[],
  at: number,
): { schema?: string | undefined; name?: string | undefined } {
  const parts = [nameOf(tokens[at])];
  for (let next = at + 1; tokens[next]?.text === '.'; next += 2) parts.push(nameOf(tokens[next + 1]));
  return { schema: parts.at(-2), name: parts.at(-1) };
}

function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'word') return token.text.toLowerCase();
  if (token?.kind === 'identifier') return token.text.slice(1, -1).replaceAll('""', '"');
  return undefined;
}
