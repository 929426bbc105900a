import { modelFromScripts } from '../../analysis/model/model-from-scripts';
import { tableDrift } from './table-drift';

const BASE = 'CREATE TABLE t (id int PRIMARY KEY, a varchar(10) NOT NULL, b int); CREATE INDEX t_b ON t (b);';

async function drift(actual: string, expected = BASE): Promise<string[]> {
  return tableDrift(
    [{ name: 't' }],
    await modelFromScripts('postgresql', [expected]),
    await modelFromScripts('postgresql', [actual]),
  );
}

describe('tableDrift', () => {
  it('finds nothing where nothing differs', async () => {
    expect(await drift(BASE)).toEqual([]);
    expect(await drift(`${BASE} CREATE TABLE elsewhere (id int);`)).toEqual([]);
  });

  it.each([
    ['a missing table', 'CREATE TABLE u (id int);', ['The table t is missing.']],
    [
      'a missing column',
      `${BASE} ALTER TABLE t DROP COLUMN b;`,
      ['The column t.b is missing.', 'The index t_b of t is missing.'],
    ],
    ['a column of nobody', `${BASE} ALTER TABLE t ADD c int;`, ['The column t.c comes from no migration.']],
    [
      'another type',
      `${BASE} ALTER TABLE t ALTER a TYPE text;`,
      ['The column t.a is text, not character varying(10).'],
    ],
    [
      'NULL allowed',
      `${BASE} ALTER TABLE t ALTER a DROP NOT NULL;`,
      ['The column t.a allows NULL, against the migrations.'],
    ],
    [
      'NOT NULL',
      `${BASE} ALTER TABLE t ALTER b SET NOT NULL;`,
      ['The column t.b is NOT NULL, against the migrations.'],
    ],
    ['a missing index', `${BASE} DROP INDEX t_b;`, ['The index t_b of t is missing.']],
  ])('finds %s', async (_what, actual, expected) => {
    expect(await drift(actual)).toEqual(expected);
  });

  it('leaves out what cannot be followed', async () => {
    expect(await drift(BASE, 'CREATE TABLE t AS SELECT 1 AS id;')).toEqual([]);
  });
});
