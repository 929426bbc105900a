import { createSchemaModel } from '../../model/create-schema-model';
import { modelFromScripts } from '../../model/model-from-scripts';
import { readScript } from '../../read-script';
import { isColumnInUse, isColumnKnownMissing, isKnownMissing, isTableInUse } from './table-in-use';

/** A model that knows the table `old` with the column `a`, and then what the run does. */
async function modelAfter(run: string) {
  const model = await modelFromScripts('postgresql', ['CREATE TABLE old (a int);']);
  const { statements } = await readScript('postgresql', run);
  for (const { changes } of statements) for (const change of changes) model.apply(change);
  return model;
}

describe('isTableInUse', () => {
  it.each([
    ['a table of before', 'SELECT 1;', { name: 'old' }, true],
    ['a table of this run', 'CREATE TABLE fresh (a int);', { name: 'fresh' }, false],
    ['a temporary table', 'CREATE TEMP TABLE work (a int);', { name: 'work' }, false],
    ['a table in the temporary schema', 'SELECT 1;', { schema: 'pg_temp', name: 'work' }, false],
    [
      'a new table under another name',
      'CREATE TABLE x (a int); ALTER TABLE x RENAME TO y;',
      { name: 'y' },
      false,
    ],
    ['a table that is not known, but must exist', 'SELECT 1;', { name: 'unknown' }, true],
  ])('%s', async (_, run, table, expected) => {
    expect(isTableInUse(await modelAfter(run), table)).toBe(expected);
  });
});

describe('isColumnInUse', () => {
  it.each([
    ['a column of before', 'SELECT 1;', 'a', true],
    ['a column of this run', 'ALTER TABLE old ADD COLUMN b int;', 'b', false],
    ['a column that is not known', 'SELECT 1;', 'c', true],
  ])('%s', async (_, run, column, expected) => {
    expect(isColumnInUse(await modelAfter(run), { name: 'old' }, column)).toBe(expected);
  });
});

describe('what is known to be missing', () => {
  it('is what a complete model does not have', async () => {
    const model = await modelAfter('SELECT 1;');
    expect(isKnownMissing(model, { name: 'gone' })).toBe(true);
    expect(isKnownMissing(model, { name: 'old' })).toBe(false);
    expect(isColumnKnownMissing(model, { name: 'old' }, 'gone')).toBe(true);
    expect(isColumnKnownMissing(model, { name: 'old' }, 'a')).toBe(false);
  });

  it('is nothing where the model is not complete', () => {
    const model = createSchemaModel({ provider: 'postgresql' });
    expect(isKnownMissing(model, { name: 'gone' })).toBe(false);
    expect(isColumnKnownMissing(model, { name: 'old' }, 'gone')).toBe(false);
  });
});
