import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { MigrationEngine, ResolvedDatabase } from '../../src/config/resolved-config';
import { systemClock } from '../../src/context/clock';
import type { OperationEvent } from '../../src/context/operation-event';
import type { Database, SchemaSnapshot } from '../../src/databases/database';
import { databaseProvider } from '../../src/databases/provider-registry';
import type { Connection } from '../../src/environments/connection';
import { parseConnectionUrl } from '../../src/environments/parse-connection-url';
import type { AppliedMigration, ApplyOptions, HandlerTarget } from '../../src/handlers/handler';
import { prismaHandler } from '../../src/handlers/prisma/prisma-handler';
import { runProcess, type ProcessResult } from '../../src/context/run-process';
import { prismaEnvironment } from '@faber-db/prisma-schema-engine';

const REPOSITORY = path.resolve(__dirname, '../../../..');
const VARIABLE = 'FABER_LAB_URL';

export type LabProvider = 'postgresql' | 'sqlite';

/** What a process needs to work on a lab; plain data without the connection URL. */
export interface LabDescription {
  root: string;
  provider: LabProvider;
  engine: MigrationEngine;
  limits: { timeoutSeconds: number; lockTimeoutSeconds: number; statementTimeoutSeconds?: number };
}

/** A migration's row without what differs from run to run. */
export interface ComparableRow {
  migration_name: string;
  checksum: string;
  logs: string | null;
  applied_steps_count: number;
  finished: boolean;
  rolled_back: boolean;
}

/** A throw-away project with a Prisma CLI and a database of its own. */
export class PrismaLab {
  readonly root = mkdtempSync(path.join(os.tmpdir(), 'faber-db-lab-'));
  readonly events: OperationEvent[] = [];
  readonly #databases: Connection[] = [];
  limits: LabDescription['limits'] = { timeoutSeconds: 120, lockTimeoutSeconds: 20 };

  private constructor(
    readonly provider: LabProvider,
    readonly prismaMajor: 6 | 7,
  ) {}

  /** The newest database. */
  get connection(): Connection {
    const newest = this.#databases.at(-1);
    if (!newest) throw new Error('The lab has no database yet.');
    return newest;
  }

  static async create(provider: LabProvider, prismaMajor: 6 | 7 = 7): Promise<PrismaLab> {
    const lab = new PrismaLab(provider, prismaMajor);
    mkdirSync(path.join(lab.root, 'node_modules'));
    symlinkSync(
      path.join(REPOSITORY, `node_modules/prisma-${prismaMajor}`),
      path.join(lab.root, 'node_modules/prisma'),
    );
    lab.write('package.json', JSON.stringify({ name: 'lab', prisma: { seed: 'node seed.js' } }));
    lab.write('seed.js', '');
    lab.schema('model Customer {\n  id Int @id\n}\n');
    lab.write('prisma/migrations/migration_lock.toml', `provider = "${provider}"\n`);
    if (prismaMajor === 7) {
      lab.write(
        'prisma.config.ts',
        `import { defineConfig, env } from 'prisma/config';
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node seed.js' },
  datasource: { url: env('${VARIABLE}') },
});
`,
      );
    }
    await lab.newDatabase();
    return lab;
  }

  /** Points the lab at another, empty database. */
  async newDatabase(): Promise<void> {
    this.#databases.push(newConnection(this.provider, this.root));
    await (await databaseProvider(this.provider)).create(this.connection);
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.root, file)), { recursive: true });
    writeFileSync(path.join(this.root, file), text);
  }

  /** @param models what follows the datasource block */
  schema(models: string): void {
    const url = this.prismaMajor === 6 ? `\n  url = env("${VARIABLE}")` : '';
    this.write(
      'prisma/schema.prisma',
      `datasource db {\n  provider = "${this.provider}"${url}\n}\n\n${models}`,
    );
  }

  migration(name: string, sql: string): void {
    this.write(`prisma/migrations/${name}/migration.sql`, sql);
  }

  removeMigration(name: string): void {
    rmSync(path.join(this.root, 'prisma/migrations', name), { recursive: true });
  }

  describe(engine: MigrationEngine = 'direct'): LabDescription {
    return { root: this.root, provider: this.provider, engine, limits: this.limits };
  }

  target(options: { engine?: MigrationEngine; signal?: AbortSignal } = {}): Promise<HandlerTarget> {
    return labTarget(this.describe(options.engine), {
      connection: this.connection,
      onEvent: (event) => this.events.push(event),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  }

  /** Runs `work` in a session of its own. */
  async with<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const db = await (
      await databaseProvider(this.provider)
    ).connect(this.connection, { applicationName: 'faber-db test' });
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  }

  async apply(
    options: ApplyOptions & { engine?: MigrationEngine; signal?: AbortSignal } = {},
  ): Promise<AppliedMigration[]> {
    const target = await this.target(options);
    return this.with((db) => prismaHandler.apply(target, db, options));
  }

  /** `name: state` of every migration, from the handler. */
  async states(): Promise<Record<string, string>> {
    const target = await this.target();
    const { migrations } = await this.with((db) => prismaHandler.history(target, db));
    return Object.fromEntries(migrations.map(({ name, state }) => [name, state]));
  }

  /** Runs Prisma's own CLI, without any of the handler's code in between. */
  prisma(...args: string[]): Promise<ProcessResult> {
    return runProcess(
      process.execPath,
      [path.join(this.root, 'node_modules/prisma/build/index.js'), ...args],
      {
        cwd: this.root,
        env: {
          ...this.childEnvironment(),
          ...prismaEnvironment({ prismaVersion: this.prismaMajor === 6 ? '6.19.3' : '7.10.1' }),
          NO_COLOR: '1',
          CI: 'true',
          CHECKPOINT_DISABLE: '1',
        },
      },
    );
  }

  /** The environment of a child process that works on the lab's database. */
  childEnvironment(): Record<string, string | undefined> {
    const { PATH, HOME, TMPDIR } = process.env;
    const base = { PATH, HOME, TMPDIR };
    if (this.connection.provider === 'sqlite') return { ...base, [VARIABLE]: `file:${this.connection.file}` };
    const url = new URL(this.connection.url.reveal());
    url.password = '';
    return { ...base, [VARIABLE]: url.href, PGPASSWORD: this.connection.password?.reveal() };
  }

  /** The history, oldest first, without ids and times. */
  async rows(): Promise<ComparableRow[]> {
    const rows = await this.with((db) =>
      db.query<ComparableRow>(
        'SELECT migration_name, checksum, logs, applied_steps_count, finished_at IS NOT NULL AS finished, ' +
          'rolled_back_at IS NOT NULL AS rolled_back FROM _prisma_migrations ORDER BY migration_name, started_at',
      ),
    );
    // SQLite has no booleans.
    return rows.map((row) => ({
      ...row,
      finished: Boolean(row.finished),
      rolled_back: Boolean(row.rolled_back),
    }));
  }

  snapshot(): Promise<SchemaSnapshot> {
    return this.with((db) => db.snapshot());
  }

  async dispose(): Promise<void> {
    const provider = await databaseProvider(this.provider);
    for (const connection of this.#databases) await provider.drop(connection);
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The handler's target for a lab; without a connection, that of the environment variable. */
export async function labTarget(
  lab: LabDescription,
  options: { connection?: Connection; onEvent(event: OperationEvent): void; signal?: AbortSignal },
): Promise<HandlerTarget> {
  const database: ResolvedDatabase = {
    name: 'default',
    provider: lab.provider,
    hosting: 'local',
    tool: 'prisma',
    engine: lab.engine,
    migrations: {
      directory: path.join(lab.root, 'prisma/migrations'),
      schema: path.join(lab.root, 'prisma/schema.prisma'),
      timeoutSeconds: lab.limits.timeoutSeconds,
      lockTimeoutSeconds: lab.limits.lockTimeoutSeconds,
      statementTimeoutSeconds: lab.limits.statementTimeoutSeconds,
      maxBlockingSeconds: undefined,
    },
    environments: [],
  };
  const connection = options.connection ?? parse(lab.provider, withPassword(process.env[VARIABLE] ?? ''));
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    database,
    environmentName: 'dev',
    projectName: 'lab',
    projectRoot: lab.root,
    workspaceRoot: lab.root,
    provider: await databaseProvider(lab.provider),
    connection,
    connectionVariable: VARIABLE,
    context: {
      env: { PATH, HOME, TMPDIR },
      clock: systemClock,
      onEvent: options.onEvent,
      signal: options.signal ?? new AbortController().signal,
    },
  };
}

function newConnection(provider: LabProvider, folder: string): Connection {
  const name = `faber_lab_${Date.now()}_${randomBytes(4).toString('hex')}`;
  if (provider === 'sqlite') return parse(provider, `file:${path.join(folder, `${name}.db`)}`);
  const admin = process.env['FABER_DB_TEST_PG_URL'];
  if (admin === undefined) throw new Error('FABER_DB_TEST_PG_URL is not set: run the tests with npm test');
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return parse(provider, url.href);
}

function withPassword(url: string): string {
  const password = process.env['PGPASSWORD'];
  if (password === undefined) return url;
  const whole = new URL(url);
  whole.password = password;
  return whole.href;
}

function parse(provider: LabProvider, url: string): Connection {
  return parseConnectionUrl({
    url,
    provider,
    hosting: 'local',
    tls: undefined,
    baseDirectory: os.tmpdir(),
    variable: VARIABLE,
  });
}
