import { foldName } from '../model/schema-model';
import { defineRule, type RuleContext } from '../rule';
import type { TableRebuild } from '../sqlite/rebuild';
import { listText } from './support/list-text';
import { nameOf } from './support/names';
import { rebuildDroppedHere } from './support/rebuilds';
import { sameName } from './support/run-index';

/** Actions of a foreign key that are carried out when the old table is dropped, deferred or not. */
const IMMEDIATE = /^(cascade|set null|set default|restrict)$/i;

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
    const problems = [
      ...lostRows(rebuild),
      ...misplacedValues(rebuild),
      ...lostIndexes(rebuild),
      ...lostTriggers(rebuild),
      ...brokenReferences(rebuild, context),
    ];
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

interface Problem {
  /** Ends a sentence that begins with "The rebuild of t". */
  what: string;
  instead: string;
}

function lostRows({ hasWhere, table }: TableRebuild): Problem[] {
  if (!hasWhere) return [];
  return [
    {
      what: 'copies only some of its rows',
      instead: `-- Copy all rows of ${nameOf(table)}: no WHERE, LIMIT, DISTINCT, GROUP BY or JOIN.`,
    },
  ];
}

/** Columns that the new table has as well, and that the copy leaves empty or fills from another column. */
function misplacedValues({ before, after, copied, lost }: TableRebuild): Problem[] {
  const isKept = (key: string) => before?.columns.has(key) === true && after.columns.has(key);
  const forgotten = (lost?.columns ?? []).filter((name) => isKept(foldName('sqlite', name)));
  const crossed = [...(copied ?? [])].flatMap(([to, { column }]) => {
    const from = column === undefined ? to : foldName('sqlite', column);
    return from !== to && isKept(to) && isKept(from) ? [`${to} from ${from}`] : [];
  });
  const instead =
    '-- Copy each column into the one of the same name, and name them on both sides of the copy.';
  return [
    ...(forgotten.length > 0
      ? [{ what: `does not copy the values of ${listText(forgotten)}`, instead }]
      : []),
    ...(crossed.length > 0 ? [{ what: `fills ${listText(crossed)}`, instead }] : []),
  ];
}

function lostIndexes({ lost }: TableRebuild): Problem[] {
  const names = (lost?.indexes ?? []).map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    {
      what: `does not create the index ${listText(names)} again`,
      instead: `-- Create ${listText(names)} again after the rename.`,
    },
  ];
}

function lostTriggers({ lost }: TableRebuild): Problem[] {
  const names = lost?.triggers ?? [];
  if (names.length === 0) return [];
  return [
    {
      what: `does not create the trigger ${listText(names)} again`,
      instead: `-- Create ${listText(names)} again after the rename.`,
    },
  ];
}

function brokenReferences(rebuild: TableRebuild, context: RuleContext): Problem[] {
  const { table, foreignKeysOff, defersForeignKeys } = rebuild;
  const { start } = context;
  const references = start
    .referencing(table)
    .filter(({ isNew }) => !isNew)
    .flatMap(({ name, constraints }) =>
      constraints
        .filter(({ references: to }) => to !== undefined && sameName(start, to.table, table))
        .map((constraint) => ({ by: name.name, onDelete: constraint.references?.onDelete ?? '' })),
    );
  const referrers = listText([...new Set(references.map(({ by }) => by))]);

  if (foreignKeysOff) {
    // Renaming the old table makes the others refer to its new name, with which it is then dropped.
    if (references.length === 0 || !renamesOldTable(rebuild, context)) return [];
    return [
      {
        what: `renames the old table, so that the foreign keys of ${referrers} follow it and then point nowhere`,
        instead: `-- Create the new table under another name, and rename that one to ${nameOf(table)} in the end.`,
      },
    ];
  }
  const isHarmless = defersForeignKeys && !references.some(({ onDelete }) => IMMEDIATE.test(onDelete));
  if (start.isComplete && (references.length === 0 || isHarmless)) return [];
  return [
    {
      what: `drops it while foreign keys may be enforced, so that the rows of ${referrers || 'tables that refer to it'} are deleted or stop it`,
      instead: '-- Before it, outside of any transaction:\nPRAGMA foreign_keys = OFF;',
    },
  ];
}

function renamesOldTable(rebuild: TableRebuild, { run, start }: RuleContext): boolean {
  return rebuild.positions.some((position) => {
    const change = run[position]?.change;
    return change?.kind === 'rename-table' && sameName(start, change.table, rebuild.table);
  });
}
