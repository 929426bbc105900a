import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** The private cluster of the test run: FABER_DB_TEST_PG_URL is an administrator's URL with a password. */
export class TestPostgres {
  private readonly admin: URL;

  constructor() {
    const url = process.env['FABER_DB_TEST_PG_URL'];
    if (!url) throw new Error('FABER_DB_TEST_PG_URL is not set: run the integration tests with `npm test`.');
    this.admin = new URL(url);
  }

  /** What children get so that no URL holds a password. */
  get environment(): { PGPASSWORD: string } {
    return { PGPASSWORD: decodeURIComponent(this.admin.password) };
  }

  /** A name no other test uses; the database does not exist yet. */
  newDatabaseName(): string {
    return `engine_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  }

  /** Without a password. */
  url(database: string, options: { user?: string; port?: number; query?: string } = {}): string {
    const url = new URL(this.admin.href);
    url.pathname = `/${database}`;
    url.password = '';
    if (options.user) url.username = options.user;
    if (options.port) url.port = String(options.port);
    return `${url.href.replace(/\?.*$/, '')}${options.query ? `?${options.query}` : ''}`;
  }

  async query<T = Record<string, unknown>>(database: string, sql: string): Promise<T[]> {
    const url = new URL(this.admin.href);
    url.pathname = `/${database}`;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      const result = await client.query(sql);
      return result.rows as T[];
    } finally {
      await client.end();
    }
  }

  async createDatabase(): Promise<string> {
    const name = this.newDatabaseName();
    await this.query('postgres', `CREATE DATABASE ${name}`);
    return name;
  }

  async dropDatabase(name: string): Promise<void> {
    await this.query('postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }

  /** The shadow databases on the cluster. */
  async shadowDatabases(): Promise<string[]> {
    const rows = await this.query<{ datname: string }>(
      'postgres',
      "SELECT datname FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow_db_%'",
    );
    return rows.map((row) => row.datname);
  }
}
