import { findProblems } from '../../src/analysis/find-problems';
import { modelFromScripts } from '../../src/analysis/model/model-from-scripts';
import { readScript } from '../../src/analysis/read-script';
import { changeTypeRewrite } from '../../src/analysis/rules/change-type-rewrite';
import type { Database } from '../../src/databases/database';
import { postgresqlProvider } from '../../src/databases/postgresql/postgresql-provider';
import { adminConnection, uniqueName } from '../databases/postgresql-fixture';

/** Types that are all tried with each other, and what has to exist for them. */
const OBJECTS = `
  CREATE TYPE mood AS ENUM ('a', 'b');
  CREATE DOMAIN plain_text AS text;
  CREATE DOMAIN checked_text AS text CHECK (value <> '');
  CREATE DOMAIN short_text AS varchar(20);
  CREATE DOMAIN plain_integer AS integer;
`;
const TYPES = (
  'text|varchar|varchar(10)|varchar(20)|char(10)|char(20)|bpchar|citext|name|' +
  'smallint|integer|bigint|oid|regclass|boolean|real|double precision|' +
  'numeric|numeric(10)|numeric(8,2)|numeric(10,2)|numeric(12,2)|numeric(10,3)|' +
  'date|time|time(3)|time(6)|timetz|timetz(3)|' +
  'timestamp|timestamp(0)|timestamp(3)|timestamp(6)|timestamptz|timestamptz(3)|timestamptz(6)|' +
  'interval|interval(3)|interval(6)|interval year|interval day|interval day to second|interval day to second(3)|' +
  'bit(5)|bit(8)|varbit|varbit(5)|varbit(8)|bytea|uuid|jsonb|inet|cidr|' +
  'text[]|varchar[]|varchar(10)[]|varchar(20)[]|integer[]|numeric(10,2)[]|numeric(12,2)[]|timestamp[]|timestamp(3)[]|' +
  'mood|plain_text|checked_text|short_text|plain_integer'
).split('|');

/** Makes the table, alters it, and tells what was written anew; NULL: the server refuses the change. */
const FILE_CHANGES = `
  CREATE FUNCTION file_changes(made text, altered text) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE heap oid; before oid[]; result text;
  BEGIN
    BEGIN EXECUTE made; EXCEPTION WHEN others THEN RETURN NULL; END;
    heap := pg_relation_filenode('x');
    SELECT array_agg(pg_relation_filenode(indexrelid) ORDER BY indexrelid::regclass::text) INTO before
      FROM pg_index WHERE indrelid = 'x'::regclass;
    BEGIN EXECUTE altered; EXCEPTION WHEN others THEN DROP TABLE x; RETURN NULL; END;
    SELECT CASE WHEN heap <> pg_relation_filenode('x') THEN 'table'
                WHEN before IS DISTINCT FROM array_agg(pg_relation_filenode(indexrelid) ORDER BY indexrelid::regclass::text) THEN 'indexes'
                ELSE 'nothing' END INTO result FROM pg_index WHERE indrelid = 'x'::regclass;
    DROP TABLE x;
    RETURN result;
  END $$;
`;

const connection = adminConnection({ database: uniqueName() });
let db: Database;

beforeAll(async () => {
  await postgresqlProvider.create(connection);
  db = await postgresqlProvider.connect(connection);
  await db.execute(
    `SET client_min_messages = error; SET TimeZone = 'Europe/Berlin'; CREATE EXTENSION citext; ${OBJECTS} ${FILE_CHANGES}`,
  );
});
afterAll(async () => {
  await db?.close();
  await postgresqlProvider.drop(connection);
});

/** Whether the rule finds the statement. */
async function ruleFinds(schema: string, sql: string): Promise<boolean> {
  const before = await modelFromScripts('postgresql', [OBJECTS, schema]);
  const script = await readScript('postgresql', sql, {});
  const { findings } = findProblems({
    provider: 'postgresql',
    scripts: [{ script }],
    before,
    rules: [changeTypeRewrite],
  });
  return findings.length > 0;
}

/** Pairs of types of which the rule says something else than the server, and how many the server can change. */
async function compareAllPairs(
  index: string,
  prefix: string,
): Promise<{ wrong: string[]; compared: number; free: number }> {
  const wrong: string[] = [];
  let compared = 0;
  let free = 0;
  for (const from of TYPES) {
    const rows = await db.query<{ type: string; changed: string | null }>(
      `SELECT type, file_changes('CREATE TABLE x (c ${from}); ${index}', 'ALTER TABLE x ALTER c TYPE ' || type) AS changed
         FROM unnest($1::text[]) AS type`,
      [TYPES],
    );
    for (const { type, changed } of rows) {
      if (changed === null) continue;
      compared++;
      if (changed === 'nothing') free++;
      const finds = await ruleFinds(
        `CREATE TABLE x (c ${from}); ${index}`,
        `${prefix} ALTER TABLE x ALTER c TYPE ${type}`,
      );
      if (finds !== (changed !== 'nothing'))
        wrong.push(`${from} -> ${type}: ${changed} is written, the rule ${finds ? 'finds' : 'passes'} it`);
    }
  }
  return { wrong, compared, free };
}

describe('changes of types as PostgreSQL does them', () => {
  it.each([
    ['without an index', ''],
    ['with an index', 'CREATE INDEX xi ON x (c);'],
  ])(
    '%s, all pairs of types',
    async (_, index) => {
      const { wrong, compared, free } = await compareAllPairs(index, '');
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThan(500);
      expect(free).toBeGreaterThan(60);
    },
    60_000,
  );

  it('in UTC', async () => {
    await db.execute("SET TimeZone = 'UTC'");
    const { wrong } = await compareAllPairs('', "SET TimeZone = 'UTC';");
    await db.execute("SET TimeZone = 'Europe/Berlin'");
    expect(wrong).toEqual([]);
  }, 60_000);

  it.each([
    ['c varchar(10)', 'CREATE INDEX xi ON x (c)', 'varchar(20)', 'nothing'],
    ['c varchar(10), d int', 'CREATE INDEX xi ON x (d) WHERE c IS NOT NULL', 'varchar(20)', 'indexes'],
    ['c varchar(10), d int', 'CREATE INDEX xi ON x (c) WHERE d > 0', 'varchar(20)', 'indexes'],
    ['c varchar(10), d int', 'CREATE INDEX xi ON x (d) WHERE d > 0', 'varchar(20)', 'nothing'],
    ['c varchar(10)', 'CREATE INDEX xi ON x (lower(c))', 'varchar(20)', 'indexes'],
    ['c varchar(10), d text', 'CREATE INDEX xi ON x (lower(d))', 'varchar(20)', 'nothing'],
    ['c varchar(10) UNIQUE', '', 'varchar(20)', 'nothing'],
    ['c varchar(10) PRIMARY KEY', '', 'citext', 'indexes'],
    ['c text COLLATE "C"', 'CREATE INDEX xi ON x (c)', 'text', 'indexes'],
    ['c text', 'CREATE INDEX xi ON x (c)', 'text COLLATE "C"', 'indexes'],
    ['c text', '', 'text COLLATE "C"', 'nothing'],
    ['c text COLLATE "C"', 'CREATE INDEX xi ON x (c)', 'text COLLATE "C"', 'nothing'],
    ['c text', 'CREATE INDEX xi ON x (c)', 'text USING c', 'nothing'],
    ['c text', 'CREATE INDEX xi ON x (c)', 'varchar USING c::varchar', 'nothing'],
    ['c text', '', 'varchar USING CAST(c AS varchar)', 'nothing'],
    ['c text', '', 'text USING lower(c)', 'table'],
    ['c varchar(10)', '', 'varchar(20) USING (c)', 'nothing'],
    ['c text', '', 'integer USING c::integer', 'table'],
    ['c timestamp', '', "timestamptz USING c AT TIME ZONE 'UTC'", 'table'],
    ['c varchar(20), EXCLUDE USING btree (c WITH =)', '', 'varchar(30)', 'nothing'],
  ])('(%s) %s; TYPE %s: %s', async (columns, index, type, expected) => {
    const made = `CREATE TABLE x (${columns}); ${index}`;
    const altered = `ALTER TABLE x ALTER c TYPE ${type}`;
    const [row] = await db.query<{ changed: string | null }>('SELECT file_changes($1, $2) AS changed', [
      made,
      altered,
    ]);
    expect(row?.changed).toBe(expected);
    expect(await ruleFinds(made, altered)).toBe(expected !== 'nothing');
  });
});
