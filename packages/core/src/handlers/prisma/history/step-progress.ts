import { checksumOf } from '../checksum';

const HEADER = 'faber-db progress v1';

/** A statement that was begun and of which it is not (yet) recorded that it took effect. */
export interface OpenStatement {
  /** `running`: begun; whether it took effect is unknown. `failed`: the database refused it. */
  state: 'running' | 'failed';
  /** 1-based position in the file. */
  number: number;
  checksum: string;
  /** The whole statement, since the file may have been edited when it matters. */
  text: string;
}

/**
 * How far a migration got whose statements cannot all run in one transaction. Kept in the `logs` column
 * of its history row while it is not finished, so that Prisma's table stays the only record.
 */
export interface StepProgress {
  /** Checksums of the statements that took effect, by their 1-based position in the file. */
  done: ReadonlyMap<number, string>;
  open?: OpenStatement;
}

/** The checksum by which an edited statement is recognised; line endings do not count. */
export function statementChecksum(text: string): string {
  return checksumOf(text.replaceAll('\r\n', '\n'));
}

/**
 * The text for the `logs` column: a versioned header, then one line per statement, then, after a
 * blank line, a message for people.
 * @param message such as the error that stopped the migration
 */
export function formatProgress(progress: StepProgress, message?: string): string {
  const lines = [HEADER, '# This migration runs in several steps. The next "faber-db migrate" continues it.'];
  for (const [number, checksum] of progress.done) lines.push(`done ${number} ${checksum}`);
  const { open } = progress;
  if (open) lines.push(`${open.state} ${open.number} ${open.checksum} ${JSON.stringify(open.text)}`);
  return lines.join('\n') + '\n' + (message === undefined ? '' : `\n${message}`);
}

/** Reads what `formatProgress` wrote; undefined if the text is anything else, Prisma's own logs included. */
export function parseProgress(logs: string | null): StepProgress | undefined {
  if (!logs?.startsWith(`${HEADER}\n`)) return undefined;
  const done = new Map<number, string>();
  let open: OpenStatement | undefined;
  const [machinePart = ''] = logs.split('\n\n', 1);
  for (const line of machinePart.split('\n').slice(1)) {
    if (line === '' || line.startsWith('#')) continue;
    const entry = /^(done|running|failed) (\d+) ([0-9a-f]{64})(?: (".*"))?$/.exec(line);
    if (!entry) return undefined;
    const [, state, number = '', checksum = '', text] = entry;
    if (state === 'done') {
      done.set(Number(number), checksum);
    } else if (text !== undefined) {
      open = {
        state: state as OpenStatement['state'],
        number: Number(number),
        checksum,
        text: JSON.parse(text),
      };
    }
  }
  return open ? { done, open } : { done };
}

/** The message part of a `logs` text; undefined if there is none. */
export function progressMessage(logs: string): string | undefined {
  const start = logs.indexOf('\n\n');
  return start < 0 ? undefined : logs.slice(start + 2).trim() || undefined;
}
