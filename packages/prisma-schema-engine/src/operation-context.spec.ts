import { OperationContext } from './operation-context';
import { UserFacingError } from './user-error';

const query = (sql: string, args: unknown[]) => ({ sql, args, argTypes: [] });
const INSERT =
  'INSERT INTO "public"."_prisma_migrations" ("id","checksum","started_at","migration_name") VALUES ($1,$2,$3,$4)';
const UPDATE_LOGS =
  'UPDATE "public"."_prisma_migrations" SET "logs" = $1 WHERE ("public"."_prisma_migrations"."id" = $2 AND 1=1)';

let context: OperationContext;
beforeEach(() => {
  context = new OperationContext();
  context.begin('applyMigrations');
});

test('knows which migration is being applied, and stores the full text of its failure', () => {
  context.observeHistoryWrite(query(INSERT, ['id', 'sum', 'now', '1_init']));
  expect(context.migrationName).toBe('1_init');
  const update = query(UPDATE_LOGS, ['short', 'id']);
  expect(context.observeHistoryWrite(update)).toBe(update);
  context.scriptFailure = { databaseCode: '42P01', databaseError: 'ERROR: no' };
  expect(context.observeHistoryWrite(update).args).toEqual([
    expect.stringContaining('Migration name: 1_init'),
    'id',
  ]);
});

test('leaves other statements alone', () => {
  context.scriptFailure = { databaseCode: '1', databaseError: 'x' };
  context.migrationName = '1_init';
  const other = query('UPDATE "User" SET "logs" = $1', ['mine']);
  expect(context.observeHistoryWrite(other)).toBe(other);
});

test('keeps errors for the user apart from the others, for one request', () => {
  const forUser = new UserFacingError('P1001', 'x');
  context.report(forUser);
  context.report(new Error('driver'));
  expect(context.userError).toBe(forUser);
  expect(context.driverError).toEqual(new Error('driver'));
  context.begin('diff');
  expect(context.userError).toBeUndefined();
  expect(context.driverError).toBeUndefined();
});
