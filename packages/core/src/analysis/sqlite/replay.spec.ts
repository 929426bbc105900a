import { readSqliteScript } from './read-script';
import { replaySqlite } from './replay';

async function replay(sql: string, schema = '', options = {}) {
  return replaySqlite([await readSqliteScript(schema, {})], await readSqliteScript(sql, {}), options);
}

const OK = { isChecked: true };
const NOT_ASKED = { isChecked: false };

describe('replaySqlite', () => {
  it.each<[string, unknown]>([
    ['SELECT 1 FROM nowhere', OK],
    ['INSERT INTO t VALUES (1, 2, 3)', OK],
    ['EXPLAIN SELECT 1', OK],
    ['-- nothing', OK],
    ['DROP TABLE missing', OK],
    ['CREATE TABLE t (a)', OK],
    ['BEGIN', OK],
    ['SELEC 1', { ...OK, syntaxError: 'near "SELEC": syntax error' }],
    ['CREATE TABLE x', { ...OK, syntaxError: 'incomplete input' }],
    ["SELECT 'a", { ...OK, syntaxError: `unrecognized token: "'a"` }],
    ['DROP TABLE t, u', { ...OK, syntaxError: 'near ",": syntax error' }],
    ['DROP TABLE t CASCADE', { ...OK, syntaxError: 'near "CASCADE": syntax error' }],
    ["ATTACH '/nowhere/x' AS y", NOT_ASKED],
    ["VACUUM INTO '/nowhere/x'", NOT_ASKED],
    ["SELECT load_extension('x')", NOT_ASKED],
    ['PRAGMA journal_mode = WAL', NOT_ASKED],
  ])('%s', async (sql, expected) => expect(await replay(sql, 'CREATE TABLE t (a);')).toEqual([expected]));

  it('does not run what may never end', async () => {
    const forever = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n FROM c)';
    const results = await replay(
      `CREATE TABLE x AS ${forever} SELECT * FROM c; CREATE TABLE y (a); ${forever} INSERT INTO y SELECT n FROM c;
       ${forever} SELECT count(*) FROM c; DELETE FROM y WHERE (${forever} SELECT max(n) FROM c)`,
    );
    expect(results).toEqual([OK, OK, OK, OK, OK]);
  });

  it('takes tokens that its parser never sees for what they are', async () => {
    const results = await replay('CREATE TABLE a (b);\nSELECT 1\nDROP TABLE a;\nDROP TABLE a;');
    expect(results?.map(({ syntaxError }) => syntaxError)).toEqual([
      undefined,
      'near "DROP": syntax error',
      undefined,
    ]);
  });

  it('stops when time is over', async () => {
    let time = 0;
    const now = () => (time += 10);
    expect(await replay('SELECT 1; SELECT 2; SELECT 3', '', { timeLimitMs: 35, now })).toEqual([
      OK,
      OK,
      NOT_ASKED,
    ]);
  });
});
