import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { childEnvironment, ENGINE } from './environment';
import { runNode, type Finished } from './run';

export interface RpcError {
  message: string;
  error_code: string | null;
  is_panic: boolean;
}

interface Message {
  id: number;
  result?: unknown;
  error?: { data: RpcError };
  method?: string;
  params?: { content: string };
}

/** Speaks JSON-RPC to the built engine, as the Prisma CLI does. */
export class EngineClient {
  readonly process: ChildProcessWithoutNullStreams;
  readonly exited: Promise<number | null>;
  printed = '';
  stderr = '';
  private readonly waiting = new Map<number, (message: Message) => void>();
  private nextId = 1;

  constructor(args: string[], env: Record<string, string> = {}, cwd = process.cwd()) {
    this.process = spawn(process.execPath, [ENGINE, ...args], {
      cwd,
      env: childEnvironment(env),
      stdio: 'pipe',
    });
    this.exited = new Promise((resolve) => this.process.on('exit', (code) => resolve(code)));
    this.process.stderr.on('data', (data) => (this.stderr += data));
    this.process.stdin.on('error', () => undefined);
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as Message;
      if (message.method === 'print') this.printed += message.params?.content ?? '';
      else this.waiting.get(message.id)?.(message);
    });
  }

  static forUrl(
    url: string,
    env: Record<string, string> = {},
    more: { shadowDatabaseUrl?: string } = {},
  ): EngineClient {
    return new EngineClient(['--datasource', JSON.stringify({ url, ...more })], env);
  }

  /** Rejects with the error's data. */
  call<T = unknown>(method: string, params: object): Promise<T> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, (message) => {
        if (message.error) reject(Object.assign(new Error(message.error.data.message), message.error.data));
        else resolve(message.result as T);
      });
      void this.exited.then((code) => reject(new Error(`The engine exited with ${code}: ${this.stderr}`)));
      this.process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
  }

  async close(): Promise<number | null> {
    this.process.stdin.end();
    return this.exited;
  }
}

export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** A migrations folder as the CLI passes it: name → SQL. */
export function migrationsList(
  migrations: Record<string, string>,
  provider: 'postgresql' | 'sqlite',
): object {
  return {
    baseDir: '/migrations',
    lockfile: { path: 'migration_lock.toml', content: `provider = "${provider}"\n` },
    shadowDbInitScript: '',
    migrationDirectories: Object.entries(migrations).map(([name, sql]) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

/** Runs one of the engine's `cli` commands. */
export function engineCommand(
  command: string,
  url: string,
  env: Record<string, string> = {},
): Promise<Finished> {
  return runNode([ENGINE, '--datasource', JSON.stringify({ url }), 'cli', command], {
    cwd: process.cwd(),
    env: childEnvironment(env),
  });
}

/** The error in what an engine wrote on stderr, whose every line must be JSON. */
export function loggedError(stderr: string): { error_code: string; message: string } | undefined {
  return stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: string; fields: { error_code: string; message: string } })
    .find((line) => line.level === 'ERROR')?.fields;
}
