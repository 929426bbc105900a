const HEADING = '# faber-db';

/**
 * Adds the lines that are not there yet, under a heading of ours.
 * @param existing text of `.gitignore` or `.gitattributes`, undefined if there is none
 * @returns the same text if nothing is missing
 */
export function addGitLines(existing: string | undefined, lines: readonly string[]): string {
  const text = existing ?? '';
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter((line) => !present.has(line));
  if (missing.length === 0) return text;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text.endsWith('\n') ? text : text + eol;
  const gap = before === '' ? '' : eol;
  const block = present.has(HEADING) ? missing : [HEADING, ...missing];
  return `${before}${gap}${block.join(eol)}${eol}`;
}
