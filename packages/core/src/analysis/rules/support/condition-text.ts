import type { RunChange } from '../../rule';

/**
 * The text of the WHERE of a plain UPDATE or DELETE, for conditions that are simple enough to be compared with a
 * pattern. Undefined: there is none, or it may be more than that (OR, another WHERE, or the change stands
 * inside of another statement).
 */
export function conditionText({ change, statement }: RunChange<'update' | 'delete'>): string | undefined {
  if (change.via !== undefined) return undefined;
  const { text, start, sqlStart, sqlEnd } = statement;
  const sql = text.slice(sqlStart - start, sqlEnd - start);
  return /\bwhere\s+(?!.*\b(?:where|or)\b)(.*)$/is.exec(sql)?.[1]?.trim();
}
