/** NAMEDATALEN - 1. */
const MAX_BYTES = 63;

/**
 * PostgreSQL's `makeObjectName` (src/backend/commands/indexcmds.c): `name1_name2_label`, where the
 * longer of the two names is shortened until the whole fits into 63 bytes.
 */
export function makeObjectName(name1: string, name2: string | undefined, label: string): string {
  const room = MAX_BYTES - label.length - 1 - (name2 === undefined ? 0 : 1);
  let first = byteLength(name1);
  let second = name2 === undefined ? 0 : byteLength(name2);
  while (first + second > room) {
    if (first > second) first--;
    else second--;
  }
  const parts = [clip(name1, first), ...(name2 === undefined ? [] : [clip(name2, second)]), label];
  return parts.join('_');
}

/** `makeObjectName` with the first number behind the label that makes the name free. */
export function chooseName(
  name1: string,
  name2: string | undefined,
  label: string,
  isTaken: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass++) {
    const name = makeObjectName(name1, name2, pass === 0 ? label : `${label}${pass}`);
    if (!isTaken(name)) return name;
  }
}

/**
 * What stands for the columns in an index's default name (`ChooseIndexColumnNames` and
 * `ChooseIndexNameAddition` there): their names; for an expression the function it calls, else `expr`.
 * A name that occurs again gets a number.
 */
export function indexNameAddition(columns: readonly string[]): string {
  const names: string[] = [];
  for (const column of columns) {
    const base = expressionName(column) ?? column;
    let name = base;
    for (let number = 1; names.includes(name); number++) name = `${base}${number}`;
    names.push(name);
  }
  return names.join('_');
}

/** Undefined: a column, not an expression. */
function expressionName(column: string): string | undefined {
  if (!column.startsWith('(')) return undefined;
  return /^\(+\s*(?:\w+\.)?(\w+)\s*\(.*\)\)+$/s.exec(column)?.[1]?.toLowerCase() ?? 'expr';
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** The longest beginning of `text` of at most `bytes` bytes that ends with a whole character. */
function clip(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}
