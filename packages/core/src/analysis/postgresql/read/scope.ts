import type { Node } from 'libpg-query';
import type { Change, ChangeOrigin } from '../../change';
import { firstLocation } from './ast';
import type { PostgresqlParser } from './parser/postgresql-parser';
import { parseStatement, type ParsedStatement } from './script/parse-statements';
import { splitScript } from './script/split-script';
import type { Utf8Offsets } from './script/utf8-offsets';

/** How changes come to be run that do not stand in the statement itself. */
export type Via = NonNullable<ChangeOrigin['via']>;

/** Makes changes of a node; given to scopes so that translators can read what is nested in them. */
export type TranslateNode = (node: Node, scope: Scope) => Change[];

/** What scopes need to read nested statements. */
export interface ScopeTools {
  parser: PostgresqlParser;
  translate: TranslateNode;
}

/** Where an offset of a text lies in the file; undefined where that cannot be told. */
export type ToFile = (offset: number) => number | undefined;

/** What PostgreSQL says of a comment without end. */
export const OPEN_COMMENT = 'unterminated /* comment';

/** Texts in texts in texts: what is below is not read. */
const MAX_DEPTH = 6;

/**
 * The statement that is being translated: its text, the way from the parser's locations to that text
 * and to the file, and the means to read what is nested in it.
 */
export class Scope {
  constructor(
    /** The statement's text. */
    readonly sql: string,
    private readonly parsed: { byteStart: number; offsets: Utf8Offsets },
    private readonly tools: ScopeTools,
    /** From offsets in `sql` to the file. */
    readonly toFile: ToFile,
    private readonly depth = 0,
  ) {}

  get parser(): PostgresqlParser {
    return this.tools.parser;
  }

  /** Offset in `sql` (UTF-16 code units) of a location that the parser gave. */
  offset(location: number | undefined): number {
    return this.parsed.offsets.toUtf16((location ?? 0) - this.parsed.byteStart);
  }

  /**
   * The changes of a nested statement.
   * @param location where it stands, as the parser gave it; by default that of the first name or value in it
   */
  nested(node: Node | undefined, via?: Via, location = via && firstLocation(node)): Change[] {
    if (!node) return [];
    const changes = this.tools.translate(node, this);
    const offset = location === undefined ? undefined : this.toFile(this.offset(location));
    return via ? markAll(changes, via, offset) : changes;
  }

  /** The changes of SQL that stands in a string, a function's body or the like. */
  text(sql: string, via: Via, toFile: ToFile): Change[] {
    return splitScript(sql, { psql: false, nesting: true }).flatMap((piece) => {
      if (piece.kind === 'blank') return [];
      if (piece.hasOpenComment) {
        return markAll([{ kind: 'unreadable', reason: OPEN_COMMENT }], via, toFile(piece.sqlStart));
      }
      const inFile: ToFile = (offset) => toFile(piece.sqlStart + offset);
      const parsed = parseStatement(this.parser, sql.slice(piece.sqlStart, piece.sqlEnd));
      return this.parsedText(sql.slice(piece.sqlStart, piece.sqlEnd), parsed, via, inFile);
    });
  }

  /** The changes of a statement that was parsed already. */
  parsedText(sql: string, parsed: ParsedStatement, via: Via, toFile: ToFile): Change[] {
    if ('failure' in parsed) return markAll([{ kind: 'unreadable', reason: parsed.failure }], via, toFile(0));
    if (this.depth >= MAX_DEPTH) {
      const reason = 'SQL in SQL, more levels deep than are read';
      return markAll([{ kind: 'unreadable', reason }], via, toFile(0));
    }
    const scope = new Scope(sql, parsed, this.tools, toFile, this.depth + 1);
    return markAll(
      parsed.nodes.flatMap((node) => this.tools.translate(node, scope)),
      via,
      toFile(0),
    );
  }
}

/**
 * Says of changes how they come to be run. What is known already stays, but for a function's body: none
 * of it runs when the statement does, whatever is inside.
 */
export function markAll(changes: readonly Change[], via: Via, offset: number | undefined): Change[] {
  return changes.map((change) => ({
    ...change,
    via: via === 'function-body' ? via : (change.via ?? via),
    ...(change.offset === undefined && offset !== undefined && { offset }),
  }));
}
