import type { ProviderName } from '../environments/connection';
import { createSchemaModel } from './model/create-schema-model';
import { modelFromScripts } from './model/model-from-scripts';
import { readScript } from './read-script';
import { runChanges } from './run-changes';

/** `number kind`, a `*` where the file's own transaction is open, `-` for none. */
async function transactions(
  provider: ProviderName,
  files: string[],
  filesAreBatches = false,
): Promise<string[]> {
  const scripts = await Promise.all(files.map((sql) => readScript(provider, sql)));
  const run = runChanges(scripts, createSchemaModel({ provider }), { filesAreBatches });
  return run.map(
    ({ transaction, inOwnTransaction, change }) =>
      `${transaction ?? '-'}${inOwnTransaction ? '*' : ''} ${change.kind}`,
  );
}

const T = 'CREATE TABLE t (a int);';
const INSERT = 'INSERT INTO t VALUES (1);';
const CONCURRENTLY = 'DROP INDEX CONCURRENTLY i;';

describe('PostgreSQL and SQLite', () => {
  test.each<[string, ProviderName, string[], string[]]>([
    [
      'a file is a transaction',
      'postgresql',
      [`${T} ${INSERT}`, T],
      ['1 create-table', '1 insert', '2 create-table'],
    ],
    [
      'what refuses transactions runs alone',
      'postgresql',
      [`${T} ${CONCURRENTLY} ${INSERT}`],
      ['1 create-table', '- drop-index', '2 insert'],
    ],
    [
      'BEGIN and COMMIT',
      'postgresql',
      [`BEGIN; ${T} COMMIT; ${INSERT}`],
      ['1 transaction', '1* create-table', '1* transaction', '2 insert'],
    ],
    [
      'nothing is taken out of an own transaction',
      'postgresql',
      [`BEGIN; ${CONCURRENTLY} COMMIT;`],
      ['1 transaction', '1* drop-index', '1* transaction'],
    ],
    [
      'an own transaction ends with its file',
      'postgresql',
      [`BEGIN; ${T}`, T],
      ['1 transaction', '1* create-table', '2 create-table'],
    ],
    [
      'savepoints change nothing',
      'postgresql',
      [`SAVEPOINT s; ${T} ROLLBACK TO s; ${INSERT}`],
      ['1 transaction', '1 create-table', '1 transaction', '1 insert'],
    ],
    [
      'words in strings refuse nothing',
      'postgresql',
      ["DO 'BEGIN NULL; END';", `COMMENT ON TABLE t IS 'VACUUM DATABASE';`],
      ['1 other', '2 other'],
    ],
    ['a procedure that is alone', 'postgresql', ['CALL p();'], ['- other']],
    ['VACUUM', 'sqlite', [`${T} VACUUM; ${INSERT}`], ['1 create-table', '- other', '2 insert']],
    ['BEGIN and END', 'sqlite', [`BEGIN; ${T} END;`], ['1 transaction', '1* create-table', '1* transaction']],
  ])('%s', async (_, provider, files, expected) => {
    expect(await transactions(provider, files)).toEqual(expected);
  });

  test.each([
    ['with others', [`${T} ${CONCURRENTLY}`], ['1 create-table', '1 drop-index']],
    ['alone, with comments', [`-- alone\n${CONCURRENTLY} -- really\n`], ['- drop-index']],
  ])('in a batch, %s', async (_, files, expected) => {
    expect(await transactions('postgresql', files, true)).toEqual(expected);
  });
});

describe('MySQL', () => {
  test.each<[string, string[], string[]]>([
    ['no transaction', [`${T} ${INSERT}`], ['- create-table', '- insert']],
    [
      'START TRANSACTION and COMMIT',
      [`START TRANSACTION; ${INSERT} COMMIT; ${INSERT}`],
      ['1 transaction', '1* insert', '1* transaction', '- insert'],
    ],
    [
      'DDL ends it',
      [`BEGIN; ${INSERT} ${T} ${INSERT}`],
      ['1 transaction', '1* insert', '1* create-table', '- insert'],
    ],
    [
      'a temporary table does not',
      ['BEGIN; CREATE TEMPORARY TABLE t (a int); COMMIT;'],
      ['1 transaction', '1* create-table', '1* transaction'],
    ],
    [
      'autocommit switched off',
      [`SET autocommit = 0; ${INSERT} COMMIT; ${INSERT} SET autocommit = 1; ${INSERT}`],
      ['1 set-variable', '1* insert', '1* transaction', '2* insert', '2* set-variable', '- insert'],
    ],
    ['it does not last into the next file', ['BEGIN;', INSERT], ['1 transaction', '- insert']],
  ])('%s', async (_, files, expected) => {
    expect(await transactions('mysql', files)).toEqual(expected);
  });

  test.each([
    [
      'a known column',
      'CREATE TABLE t (a int);',
      'ALTER TABLE t CHANGE a b int NOT NULL;',
      ['rename-column', 'set-not-null'],
    ],
    [
      'an unknown one',
      undefined,
      'ALTER TABLE t CHANGE a b int NOT NULL;',
      ['rename-column', 'modify-column'],
    ],
    [
      'what earlier statements made of it',
      'CREATE TABLE t (a int);',
      'ALTER TABLE t MODIFY a bigint; ALTER TABLE t MODIFY a bigint NOT NULL;',
      ['alter-column-type', 'set-not-null'],
    ],
  ])('MODIFY and CHANGE of %s', async (_, schema, sql, kinds) => {
    const model =
      schema === undefined
        ? createSchemaModel({ provider: 'mysql' })
        : await modelFromScripts('mysql', [schema]);
    const run = runChanges([await readScript('mysql', sql)], model);
    expect(run.map(({ change }) => change.kind).filter((kind) => kind !== 'alter-options')).toEqual(kinds);
  });
});

it('leaves the model as it is after the run, without the settings of transactions', async () => {
  const model = createSchemaModel({ provider: 'postgresql', isComplete: true });
  const script = await readScript('postgresql', `SET LOCAL search_path = app; ${T}`);
  runChanges([script], model);
  expect(model.defaultSchema).toBe('public');
  expect(model.table({ schema: 'app', name: 't' })?.isNew).toBe(true);
});
