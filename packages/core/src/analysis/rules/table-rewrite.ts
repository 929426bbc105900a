import { defineRule } from '../rule';
import { lockTime } from './support/lock-time';
import { nameOf, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { isRelationInUse } from './support/relation-in-use';

/**
 * VACUUM FULL, CLUSTER, SET LOGGED, SET UNLOGGED, SET TABLESPACE and SET ACCESS METHOD copy the whole table
 * while it is locked against reads and writes; MySQL's OPTIMIZE TABLE copies it as well, mostly beside writes.
 *
 * Source: PostgreSQL, ALTER TABLE and VACUUM; squawk `prefer-repack`, pgfence. Safe: pg_repack or pg_squeeze.
 * ```sql
 * VACUUM users; -- makes the room usable again without giving it back
 * ```
 */
export const tableRewrite = defineRule({
  id: 'table-rewrite',
  title: 'A statement that copies the whole table',
  engines: ['postgresql', 'mysql'],
  risk: 'high',
  on: ['rewrite-table'],
  examples: [
    { provider: 'postgresql', why: 'copies the table under lock', sql: 'VACUUM FULL users;', finds: 1 },
    { provider: 'postgresql', why: 'all tables of the database', sql: 'CLUSTER;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'is written into the WAL, or out of it',
      sql: 'ALTER TABLE users SET UNLOGGED; ALTER TABLE orders SET LOGGED;',
      finds: 2,
    },
    {
      provider: 'postgresql',
      why: 'moves the files',
      sql: 'ALTER TABLE users SET TABLESPACE fast;',
      finds: 1,
    },
    { provider: 'mysql', why: 'builds the table anew', sql: 'OPTIMIZE TABLE users;', finds: 1 },
    { provider: 'postgresql', why: 'plain VACUUM blocks nobody', sql: 'VACUUM users;', finds: false },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE users (id int); ALTER TABLE users SET UNLOGGED; CLUSTER users USING users_pkey;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'other settings copy nothing',
      sql: 'ALTER TABLE users SET (fillfactor = 70); ALTER TABLE users SET SCHEMA app;',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a change of the engine is mysql-table-copy',
      sql: 'ALTER TABLE users ENGINE = InnoDB;',
      finds: false,
    },
    { provider: 'mysql', why: 'only reads', sql: 'ANALYZE TABLE users;', finds: false },
  ],
  check(current, context) {
    const { table, by } = current.change;
    const isMysql = context.provider === 'mysql';
    if (happensLater(current) || (isMysql && !/^optimi[sz]e/i.test(by))) return undefined;
    if (table && !isRelationInUse(context.before, table)) return undefined;
    const what = table ? nameOf(table) : 'all tables';
    return {
      object: table ? nameOf(table) : '',
      message: isMysql
        ? `OPTIMIZE TABLE copies all of ${what}; it needs as much free space again, and waits for and holds up transactions at its start and end.`
        : `${by.toUpperCase()} copies ${table ? `all of ${what}` : what} under lock: reads and writes wait (ACCESS EXCLUSIVE), and as much free space is needed again.`,
      suggestion: isMysql
        ? `-- outside of migrations, at a quiet hour: OPTIMIZE TABLE ${table ? sqlName(context.provider, table) : '…'};`
        : `-- pg_repack or pg_squeeze do the same to ${what} without the lock, outside of migrations`,
      ...(table
        ? lockTime(context, table, isMysql ? 'medium' : undefined)
        : isMysql
          ? { risk: 'medium' as const }
          : {}),
    };
  },
});
