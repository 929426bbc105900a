import { didYouMean } from '../config/nearest-name';
import { RULE_IDS, type RuleId } from './finding';
import { isBlank, type ReadStatement, type SqlScript } from './script';
import { positionsIn } from './segment-positions';
import { commentsIn, type SqlComment } from './suppressions-comments';

/** What every such comment begins with, and no text without it needs a closer look. */
const MARK = 'faber-db:';

const FORM = '"faber-db: allow <rule> because <reason>"';

/** The author's word that a rule's finding in a statement is meant. */
export interface Suppression {
  rule: RuleId;
  reason: string;
  /** 0-based position of the statement in its file. */
  position: number;
  /** 1-based line of the comment. */
  line: number;
}

/** A comment that does not do what its author wanted. */
export interface SuppressionProblem {
  line: number;
  message: string;
}

/**
 * The suppressions of a file: comments such as
 * `-- faber-db: allow drop-column because the column was never used`, with one or several rules, in front of a
 * statement, inside of it, or behind it on its last line.
 */
export function findSuppressions(script: SqlScript): {
  suppressions: Suppression[];
  problems: SuppressionProblem[];
} {
  const suppressions: Suppression[] = [];
  const problems: SuppressionProblem[] = [];
  if (!script.text.includes(MARK)) return { suppressions, problems };
  const positionOf = positionsIn(script.text);
  let previous: number | undefined;
  for (const [position, statement] of script.statements.entries()) {
    const comments = statement.text.includes(MARK) ? commentsIn(script.provider, statement.text) : [];
    for (const comment of comments) {
      const directive = directiveOf(comment.text);
      if (directive === undefined) continue;
      const { line } = positionOf(statement.start + comment.start);
      const owner = ownerOf(comment, statement, position, previous);
      const { rules, reason, problem } = parseDirective(directive);
      if (problem !== undefined) problems.push({ line, message: problem });
      else if (owner === undefined) problems.push({ line, message: 'No statement belongs to this comment.' });
      else suppressions.push(...rules.map((rule) => ({ rule, reason, position: owner, line })));
    }
    if (!isBlank(statement)) previous = position;
  }
  return { suppressions, problems };
}

/** What stands behind the mark, in one line and without the stars in front of lines; undefined for other comments. */
function directiveOf(comment: string): string | undefined {
  const text = comment
    .replaceAll(/^[ \t]*\*+/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.startsWith(MARK) ? text.slice(MARK.length).trim() : undefined;
}

/** Position of the statement that a comment belongs to. */
function ownerOf(
  { start, end, isFollowed }: SqlComment,
  statement: ReadStatement,
  position: number,
  previous: number | undefined,
): number | undefined {
  const { text } = statement;
  const blank = isBlank(statement);
  const sqlStart = blank ? text.length : statement.sqlStart - statement.start;
  const sqlEnd = blank ? text.length : statement.sqlEnd - statement.start;
  if (start < sqlStart) {
    const touchesPrevious = previous !== undefined && !text.slice(0, start).includes('\n');
    const endsLine = blank || text.slice(end, sqlStart).includes('\n');
    if (touchesPrevious && endsLine) return previous;
    return blank ? undefined : position;
  }
  const isOnLastLine = !text.slice(sqlEnd, Math.max(start, sqlEnd)).includes('\n');
  return isFollowed || isOnLastLine ? position : undefined;
}

interface Directive {
  rules: RuleId[];
  reason: string;
  problem?: string;
}

function parseDirective(directive: string): Directive {
  const [, names, reason = ''] = /^allow(?= |$)(.*?)(?:\bbecause\b(.*))?$/.exec(directive) ?? [];
  const fail = (problem: string): Directive => ({ rules: [], reason: '', problem });
  if (names === undefined) return fail(`Not understood. Write ${FORM}.`);
  const rules = names.split(/[ ,]+/).filter((name) => name !== '');
  if (rules.length === 0) return fail(`Names no rule. Write ${FORM}.`);
  const unknown = rules.find((name) => !isRuleId(name));
  if (unknown !== undefined) {
    return fail(`There is no rule "${unknown}".${didYouMean(unknown, RULE_IDS)}`);
  }
  if (reason.trim() === '') return fail(`Gives no reason. Write ${FORM}.`);
  return { rules: rules.filter(isRuleId), reason: reason.trim() };
}

function isRuleId(name: string): name is RuleId {
  return (RULE_IDS as readonly string[]).includes(name);
}
