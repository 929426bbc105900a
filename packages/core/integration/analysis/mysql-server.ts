import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';

/** A private MariaDB server, used through the client program that reads scripts as users run them. */
export class MysqlServer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly client: string,
    private readonly defaultsFile: string,
    readonly version: string,
  ) {}

  /** Starts one (and installs Debian's packages when they are missing). It ends with this process at the latest. */
  static async start(): Promise<MysqlServer> {
    const program = path.resolve(__dirname, '../../../../tools/test-servers/mariadb.mjs');
    const child = spawn(process.execPath, [program, 'run'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', (code) => reject(new Error(`MariaDB did not start (exit code ${code})`)));
    });
    const { client, defaultsFile } = JSON.parse(line) as { client: string; defaultsFile: string };
    const starting = new MysqlServer(child, client, defaultsFile, '');
    const [version = ''] = starting.query('SELECT VERSION()');
    return new MysqlServer(child, client, defaultsFile, version);
  }

  /** Gives a script to the client, which passes comments on as drivers do. Errors of the server are passed over; the rest is executed. */
  run(script: string, database = ''): string {
    return execFileSync(
      this.client,
      [
        `--defaults-file=${this.defaultsFile}`,
        '--force',
        '--comments',
        '--batch',
        '--skip-column-names',
        '--raw',
        database,
      ],
      { input: script, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] },
    );
  }

  /** Rows of a query, one text each. */
  query(sql: string, database = ''): string[] {
    return this.run(`${sql};\n`, database).split('\n').filter(Boolean);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.stdin?.end();
    await ended;
  }
}
