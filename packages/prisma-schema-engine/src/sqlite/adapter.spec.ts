import { ColumnType } from '../driver-adapter';
import { OperationContext } from '../operation-context';
import { sqliteAdapter } from './adapter';
import { openSqlite, type SqliteDatabase } from './driver';

const query = (sql: string, args: unknown[] = [], argTypes: { scalarType: string }[] = []) => ({
  sql,
  args,
  argTypes,
});

let database: SqliteDatabase;
let context: OperationContext;
let adapter: ReturnType<typeof sqliteAdapter>;

beforeEach(async () => {
  database = await openSqlite(':memory:');
  context = new OperationContext();
  adapter = sqliteAdapter({ database, context, log: () => undefined });
});
afterEach(() => adapter.dispose());

test('runs a script of several statements, with semicolons in texts and triggers', async () => {
  await adapter.executeScript(`
    CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT);
    CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET text = 'x;y'; SELECT 1; END;
    INSERT INTO a (id) VALUES (1);`);
  expect(
    await adapter.queryRaw(
      query(
        'SELECT id, text, 1.5 AS number, NULL AS absent FROM a WHERE id = ?',
        ['1'],
        [{ scalarType: 'int' }],
      ),
    ),
  ).toEqual({
    columnNames: ['id', 'text', 'number', 'absent'],
    columnTypes: [ColumnType.Int32, ColumnType.Text, ColumnType.Double, ColumnType.Int32],
    rows: [[1, 'x;y', 1.5, null]],
  });
});

test('writes return no rows', async () => {
  await adapter.executeRaw(query('CREATE TABLE a (id INTEGER)'));
  expect(await adapter.queryRaw(query('INSERT INTO a VALUES (?)', [5]))).toMatchObject({
    columnNames: [],
    rows: [],
  });
  await adapter.executeRaw(query('INSERT INTO a VALUES (?)', [6]));
  expect((await adapter.queryRaw(query('SELECT id FROM a'))).rows).toEqual([[5], [6]]);
});

test('remembers why a script failed', async () => {
  await expect(adapter.executeScript('SELECT * FROM missing')).rejects.toThrow('no such table: missing');
  expect(context.scriptFailure).toEqual({ databaseCode: '1', databaseError: 'no such table: missing' });
});

test('an error of the database has its code, another error is not described', () => {
  const error = Object.assign(new Error('UNIQUE constraint failed'), { rawCode: 1555 });
  expect(adapter.describeError(error)).toEqual({
    kind: 'sqlite',
    extendedCode: 1555,
    message: 'UNIQUE constraint failed',
  });
  expect(adapter.describeError('text')).toBeUndefined();
});

describe('without a history table', () => {
  const select = query('SELECT `id`, `checksum` FROM `_prisma_migrations`');

  test('shows an empty history', async () => {
    context.begin('diagnoseMigrationHistory');
    expect((await adapter.queryRaw(select)).rows).toEqual([]);
    expect(context.historyTableMissing).toBe(true);
    expect((await adapter.queryRaw(query('SELECT name FROM sqlite_master'))).rows).toEqual([]);
  });

  test('creates it for the one operation that expects it', async () => {
    context.begin('markMigrationApplied');
    await adapter.queryRaw(select);
    expect(
      (await adapter.queryRaw(query("SELECT name FROM sqlite_master WHERE type = 'table'"))).rows,
    ).toEqual([['_prisma_migrations']]);
  });

  test('other tables that are missing are errors', async () => {
    await expect(adapter.queryRaw(query('SELECT * FROM other'))).rejects.toThrow('no such table: other');
    expect(context.historyTableMissing).toBe(false);
  });
});
