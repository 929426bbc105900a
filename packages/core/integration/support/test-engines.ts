import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** An engine with databases for one test file. */
export interface TestEngine {
  provider: 'sqlite' | 'postgresql';
  /** URL of a database of this name, which nobody has created yet. */
  url(name: string): string;
}

/**
 * SQLite files in a folder of their own, and databases on the test run's PostgreSQL server.
 * @param prefix of the PostgreSQL databases' names
 */
export function testEngines(prefix: string): { engines: TestEngine[]; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), `faber-db-${prefix}-`));
  const run = randomBytes(4).toString('hex');
  return {
    engines: [
      { provider: 'sqlite', url: (name) => `file:${path.join(folder, `${name}.db`)}` },
      {
        provider: 'postgresql',
        url: (name) => {
          const server = process.env['FABER_DB_TEST_PG_URL'];
          if (server === undefined)
            throw new Error('FABER_DB_TEST_PG_URL is not set: run the tests with npm test');
          const url = new URL(server);
          url.pathname = `/${prefix}_${run}_${name}`;
          return url.href;
        },
      },
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
