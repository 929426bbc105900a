import type { TableInfo } from '../databases/database';
import { estimateMigration } from './migration-estimate';

const tables: TableInfo[] = [
  { schema: 'public', name: 'users', estimatedRows: 500_000 },
  { schema: 'public', name: 'Order Line', estimatedRows: 1_000_000 },
  { schema: 'public', name: 'fresh' },
];

const statement = (text: string) => ({ text, start: 0, end: text.length, line: 1 });

describe('estimateMigration', () => {
  it.each([
    ['adding a column touches the table but no row', 'ALTER TABLE users ADD COLUMN nick text', ['users'], 0],
    ['an update writes every row', 'UPDATE users SET nick = lower(name)', ['users'], 10],
    ['an index sorts every row', 'CREATE UNIQUE INDEX i ON "users"("email")', ['users'], 2.5],
    [
      'quoted names keep their spaces',
      'ALTER TABLE "Order Line" ALTER COLUMN x SET NOT NULL',
      ['Order Line'],
      1,
    ],
    ['no estimate counts as no rows', 'UPDATE fresh SET a = 1', ['fresh'], 0],
    ['strings are not names', "INSERT INTO log VALUES ('users')", [], 0],
    ['comments are not names', '-- users\nCREATE TABLE a (id int)', [], 0],
  ])('%s', (_, sql, names, seconds) => {
    const estimate = estimateMigration([statement(sql)], tables);
    expect(estimate.tables.map((table) => table.name)).toEqual(names);
    expect(estimate.seconds).toBe(seconds);
  });

  it('names a table once and adds up its statements', () => {
    const estimate = estimateMigration(
      [statement('UPDATE users SET a=1'), statement('DELETE FROM users')],
      tables,
    );
    expect(estimate).toEqual({ tables: [{ name: 'users', estimatedRows: 500_000 }], seconds: 20 });
  });
});
