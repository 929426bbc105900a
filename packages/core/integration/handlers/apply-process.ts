import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PrismaLab } from './prisma-lab';

/** A process that applies the pending migrations of a lab. */
export class ApplyProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  output = '';

  constructor(lab: PrismaLab) {
    this.#child = spawn(process.execPath, [path.join(__dirname, 'apply-child.cjs')], {
      env: { ...lab.childEnvironment(), FABER_DB_TEST_LAB: JSON.stringify(lab.describe()) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => (this.output += chunk));
    }
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  /** The exit code; null if it was killed. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** The migrations it applied, once it has ended. */
  get applied(): string[] {
    const line = this.output.split('\n').find((each) => each.startsWith('{"type":"applied"'));
    return line === undefined ? [] : (JSON.parse(line) as { names: string[] }).names;
  }

  /** Waits for a text in its output, or for its end. */
  async waitFor(text: string): Promise<void> {
    let running = true;
    void this.#ended.then(() => (running = false));
    while (running && !this.output.includes(text)) await sleep(2);
  }

  /** `kill -9`; waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
