import type { ConstraintDefinition, ObjectName } from '../change';
import type { ModelIndex } from '../model/schema-model';
import { defineRule, type Hit, type RuleContext } from '../rule';
import { addedConstraints } from './support/added-constraints';
import { nameOf, quoteWhereNeeded, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { newForeignKeysOfRebuild } from './support/rebuild-keys';
import { rebuildDroppedHere } from './support/rebuilds';
import { includesColumns } from './support/run-index';
import { isTableInUse } from './support/table-in-use';

/**
 * PostgreSQL and SQLite make no index for the referencing side of a foreign key (MySQL does): every DELETE
 * and every key change in the referenced table then reads the whole referencing table, holding its locks.
 *
 * Source: PostgreSQL, "Constraints", foreign keys; eugene E15. Safe: the index first.
 * ```sql
 * CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);
 * ```
 */
export const foreignKeyWithoutIndex = defineRule({
  id: 'foreign-key-without-index',
  title: 'A foreign key whose columns no index begins with',
  engines: ['postgresql', 'sqlite'],
  risk: 'medium',
  on: ['add-constraint', 'add-column', 'drop-table'],
  examples: [
    {
      provider: 'postgresql',
      why: 'nothing indexes user_id',
      schema: 'CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (user_id int);',
      sql: 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'the index begins with another column',
      schema: `CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (user_id int, day date);
               CREATE INDEX orders_day ON orders (day, user_id);`,
      sql: 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'a new column has no index, whatever else there is',
      sql: 'ALTER TABLE orders ADD COLUMN user_id int REFERENCES users (id);',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'SQLite makes none either',
      schema: 'CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE orders (id INTEGER PRIMARY KEY);',
      sql: 'ALTER TABLE orders ADD COLUMN user_id INTEGER REFERENCES users (id);',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'the new table of a rebuild has it in addition',
      schema: `CREATE TABLE users (id INTEGER PRIMARY KEY);
               CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER, item_id INTEGER REFERENCES items (id));`,
      sql: `PRAGMA foreign_keys=OFF;
            CREATE TABLE new_orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id), item_id INTEGER REFERENCES items (id));
            INSERT INTO new_orders (id, user_id, item_id) SELECT id, user_id, item_id FROM orders;
            DROP TABLE orders; ALTER TABLE new_orders RENAME TO orders;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'there is an index',
      schema: `CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (user_id int, day date);
               CREATE INDEX orders_user ON orders (user_id, day);`,
      sql: 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the same run creates the index later',
      sql: `ALTER TABLE orders ADD COLUMN user_id int REFERENCES users (id);
            CREATE INDEX CONCURRENTLY orders_user ON orders (user_id);`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'which indexes there are is not known',
      sql: 'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE orders (user_id int); ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);',
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'the column is the primary key’s',
      schema: 'CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE orders (id INTEGER PRIMARY KEY);',
      sql: `ALTER TABLE orders ADD COLUMN user_id INTEGER REFERENCES users (id);
            CREATE UNIQUE INDEX orders_user ON orders (user_id);`,
      finds: false,
    },
  ],
  check(current, context) {
    const { change } = current;
    if (change.kind === 'drop-table') {
      const rebuild = rebuildDroppedHere(context);
      if (rebuild === undefined) return undefined;
      return newForeignKeysOfRebuild(rebuild, context)
        .filter((key) => isKnownToLackIndex(context, rebuild.table, key, undefined))
        .map((key) => hit(context, rebuild.table, key));
    }
    const { table } = change;
    if (happensLater(current) || !isTableInUse(context.before, table)) return undefined;
    const newColumn = change.kind === 'add-column' ? change.column.name : undefined;
    const keys = addedConstraints(change).filter(({ kind }) => kind === 'foreign-key');
    return keys
      .filter((key) => isKnownToLackIndex(context, table, key, newColumn))
      .map((key) => hit(context, table, key));
  },
});

function isKnownToLackIndex(
  { before, after, provider }: RuleContext,
  table: ObjectName,
  key: ConstraintDefinition,
  newColumn: string | undefined,
): boolean {
  const isNew = (column: string) => column === newColumn || before.column(table, column)?.isNew === true;
  const known = after.table(table);
  if (known === undefined) return newColumn !== undefined;
  if (!after.isComplete && !key.columns.some(isNew)) return false;
  return !known.indexes.some((index) => isFor(index) && leadsWith(index));

  /** A partial index serves where it only leaves out what refers to nothing. */
  function isFor({ where }: ModelIndex): boolean {
    return where === undefined || /^\(*\s*["`]?\w+["`]?\s+is\s+not\s+null\s*\)*$/i.test(where);
  }
  function leadsWith({ columns }: ModelIndex): boolean {
    return includesColumns(provider, columns.slice(0, key.columns.length), key.columns);
  }
}

function hit(
  { provider }: RuleContext,
  table: ObjectName,
  { columns, references }: ConstraintDefinition,
): Hit {
  const list = columns.map((column) => quoteWhereNeeded(provider, column)).join(', ');
  const referenced = references ? nameOf(references.table) : 'the referenced table';
  const index = quoteWhereNeeded(provider, [table.name, ...columns, 'idx'].join('_'));
  const concurrently = provider === 'postgresql' ? ' CONCURRENTLY' : '';
  return {
    object: `${nameOf(table)}.${columns.join(', ')}`,
    message:
      `No index of ${nameOf(table)} begins with ${columns.join(', ')}: every DELETE and key change in ` +
      `${referenced} has to read all of ${nameOf(table)}.`,
    suggestion: `CREATE INDEX${concurrently} ${index} ON ${sqlName(provider, table)} (${list});`,
  };
}
