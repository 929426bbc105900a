import { defineRule } from '../rule';
import { listText } from './support/list-text';
import { nameOf } from './support/names';
import { problemsOf } from './support/rebuild-problems';
import { rebuildDroppedHere } from './support/rebuilds';

/**
 * SQLite tables are altered by copying them. On the way rows can be left behind (a WHERE in the copy), indexes and
 * triggers forgotten (they go with the old table), and foreign keys do harm: with them switched on, DROP
 * TABLE deletes the rows one by one, so that ON DELETE CASCADE empties the tables that refer to it.
 *
 * Source: SQLite, "Making Other Kinds Of Table Schema Changes" (lang_altertable.html); no other linter has it.
 *
 * Safe alternative:
 * ```sql
 * PRAGMA foreign_keys = OFF;
 * BEGIN;
 * CREATE TABLE new_t (…);
 * INSERT INTO new_t (…) SELECT … FROM t;
 * DROP TABLE t;
 * ALTER TABLE new_t RENAME TO t;
 * -- indexes and triggers again
 * PRAGMA foreign_key_check;
 * COMMIT;
 * PRAGMA foreign_keys = ON;
 * ```
 */
export const sqliteRebuildUnsafe = defineRule({
  id: 'sqlite-rebuild-unsafe',
  title: 'A table rebuild loses rows, indexes, triggers or what refers to the table',
  engines: ['sqlite'],
  risk: 'high',
  on: ['drop-table'],
  check(_current, context) {
    const rebuild = rebuildDroppedHere(context);
    if (rebuild === undefined) return undefined;
    const problems = problemsOf(rebuild, context);
    if (problems.length === 0) return undefined;
    return {
      object: nameOf(rebuild.table),
      message: `The rebuild of ${nameOf(rebuild.table)} ${listText(problems.map(({ what }) => what))}.`,
      suggestion: [...new Set(problems.map(({ instead }) => instead))].join('\n'),
      estimatedRows: rebuild.before?.estimatedRows,
    };
  },
  examples: [
    {
      provider: 'sqlite',
      why: 'some rows stay behind',
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t WHERE a IS NOT NULL;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'the values of a column that is kept are forgotten',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);',
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'SELECT * into columns in another order',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);',
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, b TEXT, a TEXT);
        INSERT INTO new_t SELECT * FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'an index is not created again',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE INDEX t_a ON t (a);',
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'a trigger is not created again',
      schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE log (a TEXT);
        CREATE TRIGGER t_log AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;`,
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'the rename fails, since the view finds no table',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE VIEW v AS SELECT a FROM t;',
      sql: `PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'a trigger of another table follows the old one',
      schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE u (a TEXT);
        CREATE TRIGGER u_t AFTER INSERT ON u BEGIN INSERT INTO t (a) VALUES (new.a); END;`,
      sql: `PRAGMA foreign_keys=OFF;
        ALTER TABLE t RENAME TO old_t;
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO t (id, a) SELECT id, a FROM old_t;
        DROP TABLE old_t;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'the view is put away meanwhile',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE VIEW v AS SELECT a FROM t;',
      sql: `PRAGMA foreign_keys=OFF;
        DROP VIEW v;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;
        CREATE VIEW v AS SELECT a FROM t;`,
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'the older behaviour, which leaves views alone',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE VIEW v AS SELECT a FROM t;',
      sql: `PRAGMA foreign_keys=OFF; PRAGMA legacy_alter_table=ON;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'foreign keys are on, and a table refers to it',
      schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
        CREATE TABLE u (t_id INTEGER REFERENCES t (id) ON DELETE CASCADE);`,
      sql: `CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'foreign keys are on, and nobody knows who refers to it',
      sql: `CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'switched off in a transaction, which has no effect',
      sql: `BEGIN; PRAGMA foreign_keys=OFF;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t; COMMIT;`,
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'nothing is lost, as Prisma writes it',
      schema: `CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY, "a" TEXT);
        CREATE UNIQUE INDEX "User_a_key" ON "User"("a");
        CREATE TABLE "Post" ("uid" INTEGER REFERENCES "User" ("id"));`,
      sql: `PRAGMA defer_foreign_keys=ON;
        PRAGMA foreign_keys=OFF;
        CREATE TABLE "new_User" ("id" INTEGER NOT NULL PRIMARY KEY, "a" TEXT, "b" TEXT);
        INSERT INTO "new_User" ("a", "id") SELECT "a", "id" FROM "User";
        DROP TABLE "User";
        ALTER TABLE "new_User" RENAME TO "User";
        CREATE UNIQUE INDEX "User_a_key" ON "User"("a");
        PRAGMA foreign_keys=ON;
        PRAGMA defer_foreign_keys=OFF;`,
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'nobody refers to the table',
      schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);',
      sql: `CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'the violations are only looked at in the end',
      schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
        CREATE TABLE u (t_id INTEGER REFERENCES t (id));`,
      sql: `PRAGMA defer_foreign_keys=ON;
        CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: false,
    },
    { provider: 'sqlite', why: 'a drop is another rule', sql: 'DROP TABLE t;', finds: false },
  ],
});
