import type { Node } from 'libpg-query';
import { ParseFailure } from '../parser/parse-failure';
import type { PostgresqlParser } from '../parser/postgresql-parser';
import { Utf8Offsets } from './utf8-offsets';

/** What became of one statement's text. */
export type ParsedStatement =
  | {
      /** Usually one; several where the splitter and PostgreSQL do not agree. */
      nodes: readonly Node[];
      /** What is to be subtracted from the nodes' locations to get bytes of the statement's own text. */
      byteStart: number;
      offsets: Utf8Offsets;
    }
  | { failure: string };

/** Statements and characters of one call of the parser: a call for each costs a third more. */
const BATCH_STATEMENTS = 64;
const BATCH_CHARACTERS = 64 * 1024;

const SEPARATOR = ';\n';
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Parses statements, many at a time, and gives them in the same batches. Where one of a batch is
 * refused, they are parsed one by one, so that each text goes through the parser at most twice.
 */
export async function* parseInBatches(
  parser: PostgresqlParser,
  texts: readonly string[],
): AsyncGenerator<ParsedStatement[]> {
  for (let from = 0; from < texts.length;) {
    const to = endOfBatch(texts, from);
    const batch = texts.slice(from, to).map(wellFormed);
    await parser.restore();
    yield parseTogether(parser, batch) ?? (await parseOneByOne(parser, batch));
    from = to;
  }
}

async function parseOneByOne(parser: PostgresqlParser, batch: readonly string[]): Promise<ParsedStatement[]> {
  const parsed: ParsedStatement[] = [];
  for (const text of batch) {
    if (parser.isDamaged) await parser.restore();
    parsed.push(parseStatement(parser, text));
  }
  return parsed;
}

/** Parses the text of one statement. */
export function parseStatement(parser: PostgresqlParser, sql: string): ParsedStatement {
  const text = wellFormed(sql);
  try {
    const statements = parser.parse(text);
    return {
      nodes: statements.flatMap(({ stmt }) => (stmt ? [stmt] : [])),
      byteStart: 0,
      offsets: new Utf8Offsets(text),
    };
  } catch (error) {
    if (error instanceof ParseFailure) return { failure: error.message };
    throw error;
  }
}

function endOfBatch(texts: readonly string[], from: number): number {
  let characters = 0;
  let to = from;
  while (to < texts.length && to < from + BATCH_STATEMENTS) {
    characters += texts[to]?.length ?? 0;
    if (to > from && characters > BATCH_CHARACTERS) break;
    to++;
  }
  return to;
}

/** Undefined where one is refused, or the parser sees other statements than the splitter did. */
function parseTogether(parser: PostgresqlParser, batch: readonly string[]): ParsedStatement[] | undefined {
  if (batch.length < 2) return undefined;
  let statements;
  try {
    statements = parser.parse(batch.join(SEPARATOR));
  } catch (error) {
    if (error instanceof ParseFailure) return undefined;
    throw error;
  }
  if (statements.length !== batch.length) return undefined;
  const parsed: ParsedStatement[] = [];
  let byteStart = 0;
  for (const [index, text] of batch.entries()) {
    const statement = statements[index];
    if (!statement?.stmt || (statement.stmt_location ?? 0) !== byteStart) return undefined;
    const offsets = new Utf8Offsets(text);
    parsed.push({ nodes: [statement.stmt], byteStart, offsets });
    byteStart += offsets.byteLength + SEPARATOR.length;
  }
  return parsed;
}

/** Half of a surrogate pair has no UTF-8 form; its replacement has the same length in both encodings. */
function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd');
}
