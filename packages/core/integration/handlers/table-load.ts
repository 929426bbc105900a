import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Milliseconds between two looks at who waits on the server. */
const LOOK_MS = 10;

/** How long writers were held up. */
export interface Stalls {
  /** The longest any writer took for one update, in milliseconds, as the writer sees it: a busy machine counts too. */
  updateMs: number;
  /** The longest any writer waited for a lock, in milliseconds, as the server sees it. */
  lockMs: number;
}

/**
 * Sessions that update single rows of the table `t` by key without a pause, each rows of its own, so that
 * they never wait for each other. Another one looks on the server how long they wait for locks.
 */
export class TableLoad {
  #stopped = false;
  #stalls: Stalls = { updateMs: 0, lockMs: 0 };
  #running: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly writers: readonly Client[],
    private readonly observer: Client,
  ) {}

  /**
   * @param url of the database with the table `t (id, v)`
   * @param rows highest id
   */
  static async start(url: string, rows: number, count = 6): Promise<TableLoad> {
    const connect = async () => {
      const client = new Client({ connectionString: url, application_name: 'shop-writer' });
      await client.connect();
      return client;
    };
    const writers = await Promise.all(Array.from({ length: count }, connect));
    const load = new TableLoad(writers, await connect());
    load.#running = Promise.all([
      ...writers.map((writer, index) => load.#write(writer, index + 1, rows)),
      load.#observe(),
    ]);
    // Reported by `stop`.
    load.#running.catch(() => undefined);
    return load;
  }

  /** What was seen since the start or the last call. */
  take(): Stalls {
    const stalls = this.#stalls;
    this.#stalls = { updateMs: 0, lockMs: 0 };
    return stalls;
  }

  /** Ends all sessions. @throws what any of the writers ran into */
  async stop(): Promise<void> {
    this.#stopped = true;
    try {
      await this.#running;
    } finally {
      await Promise.all([...this.writers, this.observer].map((client) => client.end()));
    }
  }

  async #write(writer: Client, first: number, rows: number): Promise<void> {
    for (
      let id = first;
      !this.#stopped;
      id = id + this.writers.length > rows ? first : id + this.writers.length
    ) {
      const started = performance.now();
      await writer.query('UPDATE t SET v = v + 1 WHERE id = $1', [id]);
      this.#stalls.updateMs = Math.max(this.#stalls.updateMs, performance.now() - started);
      // Leaves the processor to the others now and then.
      await sleep(2);
    }
  }

  async #observe(): Promise<void> {
    while (!this.#stopped) {
      const { rows } = await this.observer.query<{ ms: number | null }>(
        `SELECT max(extract(epoch FROM clock_timestamp() - l.waitstart)::float8 * 1000) AS ms
         FROM pg_locks l JOIN pg_stat_activity a USING (pid)
         WHERE NOT l.granted AND a.datname = current_database() AND a.application_name = 'shop-writer'`,
      );
      this.#stalls.lockMs = Math.max(this.#stalls.lockMs, rows[0]?.ms ?? 0);
      await sleep(LOOK_MS);
    }
  }
}
