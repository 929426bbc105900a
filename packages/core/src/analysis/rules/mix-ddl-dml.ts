import type { ChangeKind, ObjectName } from '../change';
import { defineRule, type RuleContext, type RunChange } from '../rule';
import { formerTableNames } from './support/former-names';
import { nameOf } from './support/names';
import { happensLater } from './support/occasion';
import { rebuildAt } from './support/rebuilds';
import { isCreatedInRun } from './support/run-index';
import { isTableInUse } from './support/table-in-use';

/** Changes of the schema that concern no single table, and mix with data changes all the same. What is new is locked for nobody. */
const OTHER_DDL = ['drop-object', 'add-enum-value'] as const satisfies readonly ChangeKind[];

/** Changes of a table's shape. Those of MySQL that only say how (`alter-options`) come with one of these. */
const DDL = [
  'drop-table',
  'rename-table',
  'add-column',
  'drop-column',
  'rename-column',
  'alter-column-type',
  'set-not-null',
  'drop-not-null',
  'set-default',
  'drop-default',
  'modify-column',
  'add-constraint',
  'drop-constraint',
  'validate-constraint',
  'create-index',
  'drop-index',
  'attach-partition',
  'detach-partition',
  'drop-partition',
  'convert-charset',
  'rewrite-table',
  'row-security',
  'trigger-state',
] as const satisfies readonly ChangeKind[];

const DML = ['update', 'delete', 'insert', 'merge', 'copy'] as const satisfies readonly ChangeKind[];

/**
 * The locks that DDL takes are held until the transaction ends: with data changes in the same one, for as long as
 * those take. In MySQL each DDL statement commits, and a failure leaves the file half done.
 *
 * Source: Bytebase `disallow-mix-in-ddl/dml`, strong_migrations "Backfilling data".
 *
 * Safe alternative: one migration for the schema, the next for the data.
 */
export const mixDdlDml = defineRule({
  id: 'mix-ddl-dml',
  title: 'The schema, and the data of tables in use, are changed in one transaction',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'low',
  on: [...DDL, ...OTHER_DDL, ...DML],
  check(current, context) {
    if (!completingChanges(context).has(context.index)) return undefined;
    const table = tableOf(current, context);
    const unit = context.provider === 'mysql' ? 'file' : 'transaction';
    return {
      object: table === undefined ? '' : nameOf(table),
      message: `Changes both the schema and the data of tables in use in one ${unit}: ${
        context.provider === 'mysql'
          ? 'each DDL statement commits, and a failure leaves it half done.'
          : 'the locks of the schema change are held until the data is changed.'
      }`,
      suggestion: '-- Change the schema in one migration and the data in the next.',
    };
  },
  examples: [
    {
      provider: 'postgresql',
      why: 'a backfill behind the column',
      sql: 'ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1 WHERE id < 5;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'once per file',
      sql: `ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1 WHERE id < 5;
        ALTER TABLE t ADD COLUMN b int; DELETE FROM u WHERE id = 1;`,
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'in one file',
      sql: 'INSERT INTO roles VALUES (1); ALTER TABLE t ADD COLUMN a int;',
      finds: 1,
    },
    {
      provider: 'sqlite',
      why: 'in one file',
      sql: 'CREATE INDEX t_a ON t (a); DELETE FROM t WHERE a = 1;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'two transactions',
      sql: `BEGIN; ALTER TABLE t ADD COLUMN a int; COMMIT;
        BEGIN; UPDATE t SET a = 1 WHERE id < 5; COMMIT;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table with the rows is new',
      sql: 'ALTER TABLE t ADD COLUMN a int; CREATE TABLE u (id int); INSERT INTO u VALUES (1);',
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'a new table beside data of one in use',
      sql: 'CREATE TABLE u (id int); CREATE INDEX u_id ON u (id); INSERT INTO t VALUES (1);',
      finds: false,
    },
    {
      provider: 'sqlite',
      why: 'a rebuild copies rows by its nature',
      sql: `CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO new_t (id, a) SELECT id, a FROM t;
        DROP TABLE t;
        ALTER TABLE new_t RENAME TO t;`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table with the rows was made and renamed here',
      sql: 'CREATE TABLE s (id int); ALTER TABLE s RENAME TO s2; DELETE FROM s2; DROP TABLE s2;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the update runs some other time',
      sql: `ALTER TABLE t ADD COLUMN a int;
        CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'UPDATE t SET a = 1 WHERE id = 1';`,
      finds: false,
    },
  ],
});

const KINDS = new Map<ChangeKind, 'ddl' | 'dml'>([
  ...[...DDL, ...OTHER_DDL].map((kind) => [kind, 'ddl'] as const),
  ...DML.map((kind) => [kind, 'dml'] as const),
]);

const completingOfRuns = new WeakMap<readonly RunChange[], ReadonlySet<number>>();

/** Indexes of the changes that complete a mix: the first one in each file. */
function completingChanges(context: RuleContext): ReadonlySet<number> {
  const known = completingOfRuns.get(context.run);
  if (known !== undefined) return known;
  const completing = findCompleting(context);
  completingOfRuns.set(context.run, completing);
  return completing;
}

function findCompleting(context: RuleContext): Set<number> {
  const { provider, run } = context;
  const completing = new Set<number>();
  const mixedFiles = new Set<number>();
  let unit: RunChange | undefined;
  let seen = new Set<'ddl' | 'dml'>();
  for (const [index, entry] of run.entries()) {
    const isSameUnit =
      unit?.file === entry.file && (provider === 'mysql' || unit.transaction === entry.transaction);
    if (!isSameUnit) {
      unit = entry;
      seen = new Set();
    }
    const kind = KINDS.get(entry.change.kind);
    const isOutside = provider !== 'mysql' && entry.transaction === undefined;
    if (kind === undefined || isOutside || mixedFiles.has(entry.file)) continue;
    if (seen.has(kind)) continue;
    if (!isOtherDdl(entry, index, context) && !concernsTableInUse(entry, index, context)) continue;
    seen.add(kind);
    if (seen.size < 2) continue;
    completing.add(index);
    mixedFiles.add(entry.file);
  }
  return completing;
}

function isOtherDdl(entry: RunChange, index: number, context: RuleContext): boolean {
  const { change } = entry;
  if (happensLater(entry) || rebuildAt(index, context) !== undefined) return false;
  return OTHER_DDL.some((kind) => kind === change.kind);
}

function concernsTableInUse(entry: RunChange, index: number, context: RuleContext): boolean {
  const { change } = entry;
  if (happensLater(entry) || (change.kind === 'copy' && change.direction === 'to')) return false;
  if (rebuildAt(index, context) !== undefined) return false;
  const table = tableOf(entry, context);
  if (table === undefined) return change.kind === 'rewrite-table' || change.kind === 'drop-index';
  // The schema after the run still knows what is new, except for what was dropped or renamed again.
  return context.after.table(table) === undefined
    ? ![table, ...formerTableNames(context, index, table)].some((name) => isCreatedInRun(context, name))
    : isTableInUse(context.after, table);
}

function tableOf({ change }: RunChange, { before, after }: RuleContext): ObjectName | undefined {
  if ('table' in change && change.table !== undefined) return change.table;
  if (change.kind !== 'drop-index') return undefined;
  return (before.index(change.index) ?? after.index(change.index))?.table.name;
}
