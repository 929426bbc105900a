// The benchmarks' databases.
import pg from 'pg';

/**
 * @param {string} adminUrl URL of a superuser, password included
 */
export async function createDatabaseTools(adminUrl) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  return {
    password: decodeURIComponent(new URL(adminUrl).password),
    /** URL of a database, without the password. */
    url(database) {
      const url = new URL(adminUrl);
      url.pathname = `/${database}`;
      url.password = '';
      return url.href;
    },
    /** Makes the database an empty one. */
    async recreate(database) {
      await client.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
      await client.query(`CREATE DATABASE "${database}"`);
    },
    /** Opens a session of its own in a database; the caller ends it. */
    async connect(database) {
      const url = new URL(adminUrl);
      url.pathname = `/${database}`;
      const session = new pg.Client({ connectionString: url.href });
      await session.connect();
      return session;
    },
    close: () => client.end(),
  };
}
