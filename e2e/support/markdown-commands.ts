/** A block of commands that a reader of the documentation is meant to type. */
export interface CommandBlock {
  /** Line of the block's first command, counted from 1. */
  line: number;
  commands: string;
}

const directive = /^<!--\s*(not run|run before):\s*([\s\S]*?)\s*-->\s*$/;

/**
 * The commands of a Markdown text in the order of reading: its fenced `sh` blocks.
 *
 * Two HTML comments right before a block change that:
 * - `<!-- not run: reason -->` leaves the block out;
 * - `<!-- run before: commands -->` (over several lines if need be) runs commands that the reader does not
 *   see, such as an edit that the text describes in words.
 * @throws Error for a `not run` without a reason and for a block without an end
 */
export function commandBlocks(markdown: string): CommandBlock[] {
  const blocks: CommandBlock[] = [];
  const lines = markdown.split(/\r?\n/);
  let before: { kind: string; text: string } | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.startsWith('<!--')) {
      const end = lines.findIndex((other, position) => position >= index && other.includes('-->'));
      if (end < 0) throw new Error(`The comment in line ${index + 1} has no end.`);
      const match = directive.exec(lines.slice(index, end + 1).join('\n'));
      if (match?.[1] === 'not run' && !match[2])
        throw new Error(`Line ${index + 1}: "not run" needs a reason.`);
      if (match?.[1] === 'run before') blocks.push({ line: index + 1, commands: match[2]! });
      before = match ? { kind: match[1]!, text: match[2]! } : undefined;
      index = end;
      continue;
    }
    const fence = /^(\s*)(`{3,}|~{3,})\s*(\S*)/.exec(line);
    if (fence) {
      const [, indent = '', marker = '', language] = fence;
      const end = lines.findIndex((other, position) => position > index && other.trim() === marker);
      if (end < 0) throw new Error(`The block in line ${index + 1} has no end.`);
      if (language === 'sh' && before?.kind !== 'not run') {
        const commands = lines.slice(index + 1, end).map((other) => other.slice(indent.length));
        blocks.push({ line: index + 2, commands: commands.join('\n') });
      }
      before = undefined;
      index = end;
    } else if (line.trim() !== '') {
      before = undefined;
    }
  }
  return blocks;
}

/**
 * A bash script that runs the blocks one after the other in one shell, as a reader would: a `cd` or an
 * `export` holds for the blocks after it. Stops at the first command that fails, after printing which
 * block that was.
 * @param file for the messages
 */
export function commandScript(file: string, blocks: readonly CommandBlock[]): string {
  const parts = blocks.map(({ line, commands }) => `echo '### ${file}:${line}'\n${commands}`);
  return ['set -euo pipefail', ...parts, ''].join('\n');
}
