import type { OperationEvent } from '../context/operation-event';
import { formatDuration } from './format-values';
import { createStyle } from './style';

export interface ProgressReporterOptions {
  /** Where progress goes: standard error, so that results on standard output stay clean. */
  stream: { write(text: string): unknown; columns?: number };
  /** A live line that rewrites itself may be shown. */
  isTerminal: boolean;
  color: boolean;
  /** Also show what child processes print. */
  verbose: boolean;
}

export interface ProgressReporter {
  onEvent(event: OperationEvent): void;
  /** Removes the live line and stops its timer. Safe to call several times. */
  stop(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/** Shows an operation's events: a spinner with a bar on a terminal, one plain line per event elsewhere. */
export function createProgressReporter(options: ProgressReporterOptions): ProgressReporter {
  const style = createStyle(options.color);
  let live = '';
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  const clear = () => {
    if (live !== '') options.stream.write('\r\u001b[2K');
  };
  const draw = () => {
    if (live === '') return;
    const room = (options.stream.columns ?? 80) - 3;
    options.stream.write(`\r\u001b[2K${FRAMES[frame % FRAMES.length]} ${live.slice(0, room)}`);
    frame += 1;
  };
  const line = (text: string) => {
    clear();
    options.stream.write(`${text}\n`);
    draw();
  };
  const setLive = (text: string) => {
    if (!options.isTerminal) return;
    live = text;
    draw();
    timer ??= setInterval(draw, FRAME_MS).unref();
  };
  /** What a terminal shows in the live line, and everything else as a line of its own. */
  const either = (text: string) => (options.isTerminal ? setLive(text) : line(text));

  return {
    onEvent(event) {
      switch (event.type) {
        case 'step':
          return either(event.message);
        case 'warning':
          return line(style.warn(`! ${event.message}`));
        case 'report':
          return line(event.text);
        case 'others-waiting':
          // The result tells it; a line for every poll would drown the rest.
          return undefined;
        case 'lock-waiting':
          return line(
            style.warn(
              `… waiting for another run${event.owner === undefined ? '' : `: ${event.owner.description}`}`,
            ),
          );
        case 'migrations-pending':
          return either(`${event.total} pending`);
        case 'migration-started':
          return either(`${bar(event.index - 1, event.total)} ${event.migration}`);
        case 'statement-finished':
          if (options.isTerminal) setLive(`${event.migration}: statement ${event.index} of ${event.total}`);
          return undefined;
        case 'statement-retrying':
          return line(
            style.warn(
              `… ${event.migration}, statement ${event.statement}: ${event.reason}; ` +
                `attempt ${event.attempt} in ${formatDuration(event.delayMs)}`,
            ),
          );
        case 'migration-resumed':
          return line(`${event.migration}: resuming at statement ${event.fromStatement} of ${event.total}`);
        case 'migration-finished':
          return either(
            `${bar(event.index, event.total)} ${event.migration} ${style.faint(formatDuration(event.durationMs))}`,
          );
        case 'tool-output':
          if (options.verbose) line(style.faint(`${event.tool}: ${event.line}`));
          return undefined;
      }
    },
    stop() {
      clear();
      live = '';
      clearInterval(timer);
      timer = undefined;
    },
  };
}

/** `[####------] 4/10`, with at most ten characters inside. */
function bar(done: number, total: number): string {
  const width = 10;
  const filled = total === 0 ? width : Math.floor((done / total) * width);
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}] ${done}/${total}`;
}
