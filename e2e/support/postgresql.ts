import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** An empty name on the test cluster for one database. */
export interface TestDatabase {
  name: string;
  /** With the password in it: for environment variables only. */
  url: string;
  /** For programs that hand their URL to others on a command line, together with `PGPASSWORD`. */
  urlWithoutPassword: string;
  password: string;
  query<Row extends object>(sql: string): Promise<Row[]>;
  create(): Promise<void>;
  drop(): Promise<void>;
}

/** URL of the superuser of the test cluster, or undefined when the tests run without one. */
export const adminUrl = process.env['FABER_DB_TEST_PG_URL'];

/**
 * Reserves a unique database name. The database itself is not created: that is what is tested.
 * @param label makes the name readable in a list of databases
 * @throws Error when no test cluster runs
 */
export function testDatabase(label: string): TestDatabase {
  if (!adminUrl) throw new Error('FABER_DB_TEST_PG_URL is not set: run `npm test -- e2e`.');
  const name = `e2e_${label}_${randomBytes(4).toString('hex')}`;
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const bare = new URL(url);
  bare.password = '';
  return {
    name,
    url: url.href,
    urlWithoutPassword: bare.href,
    password: decodeURIComponent(url.password),
    query: (sql) => query(url.href, sql),
    create: async () => {
      await query(adminUrl!, `CREATE DATABASE "${name}"`);
    },
    drop: async () => {
      await query(adminUrl!, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

async function query<Row extends object>(connectionString: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
