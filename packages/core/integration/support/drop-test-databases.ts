/** Drops the PostgreSQL databases that URLs lead to, whoever is connected. */
export async function dropTestDatabases(urls: readonly string[]): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: process.env['FABER_DB_TEST_PG_URL'] });
  await client.connect();
  for (const url of urls) {
    await client.query(`DROP DATABASE IF EXISTS "${new URL(url).pathname.slice(1)}" WITH (FORCE)`);
  }
  await client.end();
}
