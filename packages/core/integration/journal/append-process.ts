import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** A process that appends to a journal. */
export class AppendProcess {
  readonly #child: ChildProcess;
  /** Numbers of the entries whose append has returned. */
  readonly written: number[] = [];
  /** What it printed to stderr, and its exit code. */
  errors = '';
  readonly ended: Promise<number | null>;

  constructor(file: string, count: number | 'endless', kind: 'file' | 'table' = 'file') {
    this.#child = spawn(
      process.execPath,
      [path.join(__dirname, 'append-child.cjs'), file, String(count), kind],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let partial = '';
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (partial + text).split('\n');
      partial = lines.pop() ?? '';
      this.written.push(...lines.map(Number));
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  /** Resolves when `count` entries are written. @throws if the process ends before */
  async wrote(count: number): Promise<void> {
    while (this.written.length < count) {
      const ended = await Promise.race([
        this.ended.then(() => true),
        new Promise<boolean>((resolve) => setTimeout(resolve, 5, false)),
      ]);
      if (ended && this.written.length < count) throw new Error(`The writer ended: ${this.errors}`);
    }
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}
