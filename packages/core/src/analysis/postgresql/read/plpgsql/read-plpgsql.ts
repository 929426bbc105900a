import type { Change } from '../../../change';
import { body } from '../ast';
import { constantSql } from '../expressions/constant-sql';
import { ParseFailure } from '../parser/parse-failure';
import { markAll, type Scope, type ToFile, type Via } from '../scope';
import { parseStatement } from '../script/parse-statements';
import { plpgsqlTree } from './plpgsql-tree';
import { plpgsqlQueries, type PlpgsqlQuery, type PlpgsqlTransactionEnd } from './plpgsql-queries';

/** Expressions are read only if they could call one of the functions that run SQL or set variables. */
const HINT = /dblink|query_to_xml|set_config|u&"/i;

/**
 * What the PL/pgSQL body of a DO, a function or a procedure does: its static SQL, and the SQL that it
 * makes, as far as that is constant.
 * @param toFile from offsets in `code` to the file
 */
export function parsedPlpgsql(scope: Scope, code: string, via: Via, toFile: ToFile): Change[] {
  let tree: unknown;
  try {
    tree = plpgsqlTree(scope.parser, scope.sql);
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error;
    return markAll([{ kind: 'unreadable', reason: error.message }], via, toFile(0));
  }
  const finder = new QueryFinder(code);
  return plpgsqlQueries(tree).flatMap((query) => {
    const at = finder.offsetOf(query);
    const inFile: ToFile = (offset) => toFile(at + offset);
    return markAll(changesOf(query, scope, via, inFile), via, inFile(0));
  });
}

function changesOf(
  query: PlpgsqlQuery | PlpgsqlTransactionEnd,
  scope: Scope,
  via: Via,
  toFile: ToFile,
): Change[] {
  switch (query.kind) {
    case 'commit':
    case 'rollback':
      return [{ kind: 'transaction', action: query.kind }];
    case 'statement':
      return scope.parsedText(query.sql, parseStatement(scope.parser, query.sql), via, toFile);
    case 'dynamic':
      return dynamicSql(query.sql, scope, toFile);
    case 'expression': {
      if (!HINT.test(query.sql)) return [];
      const sql = `SELECT ${query.sql.replace(/^[^:='"]*:?=(?!=)/, '')}`;
      return scope.parsedText(sql, parseStatement(scope.parser, sql), via, () => toFile(0));
    }
  }
}

/** The SQL that an expression's value is: read if it is constant. */
function dynamicSql(expression: string, scope: Scope, toFile: ToFile): Change[] {
  const parsed = parseStatement(scope.parser, `SELECT ${expression}`);
  const select = 'nodes' in parsed ? body('SelectStmt', parsed.nodes[0]) : undefined;
  const { text, isComplete } = constantSql(body('ResTarget', select?.targetList?.[0])?.val);
  if (isComplete) return scope.text(text, 'dynamic', () => toFile(0));
  const reason = 'EXECUTE of a text that is made at run time';
  return [{ kind: 'dynamic-sql', reason, ...(text !== '' && { fragment: text }) }];
}

/** Beyond this many characters behind its line, a query is not looked for. */
const SEARCH_WIDTH = 2000;

/** Finds the queries of a PL/pgSQL tree, which tell only their line, in the body. */
class QueryFinder {
  readonly #lineStarts = [0];

  constructor(private readonly code: string) {
    for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  /** Offset in the body; that of the line's first word where the text is not found as it stands. */
  offsetOf(query: PlpgsqlQuery | PlpgsqlTransactionEnd): number {
    const start = this.#lineStarts[query.line - 1] ?? 0;
    const line = this.code.slice(start, start + SEARCH_WIDTH);
    const firstWord = start + (line.length - line.trimStart().length);
    if (!('sql' in query)) return firstWord;
    const width = query.sql.length + SEARCH_WIDTH;
    const nearby = this.code.slice(start, start + width);
    const found = nearby.indexOf(query.sql);
    if (found >= 0) return start + found;
    // PL/pgSQL blanks out INTO and its targets, and says SELECT for PERFORM: look for the first words.
    const head = query.sql.replace(/^SELECT /, '').split(/\s{2,}|\n/, 1)[0] ?? '';
    const partly = head === '' ? -1 : nearby.indexOf(head);
    return partly < 0 ? firstWord : start + partly;
  }
}
