import type { Change } from '../../change';
import type { RuleContext } from '../../rule';
import { addedConstraints } from './added-constraints';
import { charsetName } from './charset-narrowing';
import { copiesTable } from './mysql-type-change';
import { isColumnInUse } from './table-in-use';

/** What is known about the server and its schema. */
export type CopyFacts = Pick<RuleContext, 'before' | 'flavour' | 'majorVersion'>;

/** Why a change copies the table. */
export interface MysqlCopy {
  /** As the first half of a sentence. */
  reason: string;
  /** False: it is not copied, but writes are blocked while the server works through it. */
  copies: boolean;
  /** Where that weighs less than a copy. */
  risk?: 'medium';
}

/** The first version of MySQL that checks CHECK constraints. */
const CHECKS_CONSTRAINTS = 8;

/**
 * Why MySQL or MariaDB copies the table for this change, or blocks writes for long; undefined: it does not, as
 * far as it is known. What depends on other clauses of the statement is not looked at (ALGORITHM and LOCK;
 * whether DROP PRIMARY KEY stands beside a new one, for which see `dropsPrimaryKey`).
 */
export function mysqlCopy(change: Change, facts: CopyFacts): MysqlCopy | undefined {
  switch (change.kind) {
    case 'alter-column-type':
      return ofColumn(change, facts);
    case 'convert-charset': {
      const old = facts.before.table(change.table)?.charset;
      const isSame = old !== undefined && charsetName(old) === charsetName(change.charset);
      return isSame
        ? undefined
        : { reason: `Converting to ${change.charset} writes every row anew`, copies: true };
    }
    case 'add-constraint':
      return ofConstraint(change, facts);
    case 'add-column':
      if (change.column.generated === 'stored')
        return { reason: `${change.column.name} is computed and stored for every row`, copies: true };
      if (change.column.isAutoIncrement)
        return { reason: `${change.column.name} numbers every row`, copies: true };
      // MySQL manual, "Data Type Default Values": a nondeterministic default takes ALGORITHM=COPY.
      if (change.column.default?.volatility === 'volatile' && facts.flavour !== 'mariadb')
        return { reason: `The default of ${change.column.name} is computed for every row`, copies: true };
      return ofConstraint(change, facts);
    case 'create-index': {
      const method = change.index.method;
      const isBlocking = method === 'fulltext' || method === 'spatial';
      return isBlocking
        ? { reason: `A ${method.toUpperCase()} index is built`, copies: false, risk: 'medium' }
        : undefined;
    }
    case 'rewrite-table':
      return ofRewrite(change.by);
    case 'alter-options':
      return ofOptions(change);
    default:
      return undefined;
  }
}

function ofColumn(
  { table, column, type, charset }: Extract<Change, { kind: 'alter-column-type' }>,
  { before, flavour }: CopyFacts,
): MysqlCopy | undefined {
  const known = before.column(table, column);
  if (known === undefined || !isColumnInUse(before, table, column)) return undefined;
  const old = known.charset ?? before.table(table)?.charset;
  const recodes = isRecoded(old, charset, flavour);
  const generates = known.generated === 'stored';
  if (!recodes && !generates && !copiesTable(known.type, type, flavour, old)) return undefined;
  const recoded = recodes ? ` of ${charset}` : '';
  return { reason: `${column} turns from ${known.type} into ${type}${recoded}`, copies: true };
}

/** MariaDB leaves what is utf8mb3 as it is when it becomes utf8mb4 (measured on 10.11, without an index). */
function isRecoded(
  old: string | undefined,
  charset: string | undefined,
  flavour: CopyFacts['flavour'],
): boolean {
  if (old === undefined || charset === undefined) return false;
  const [from, to] = [charsetName(old), charsetName(charset)];
  return from !== to && !(flavour === 'mariadb' && from === 'utf8mb3' && to === 'utf8mb4');
}

function ofConstraint(
  change: Extract<Change, { kind: 'add-constraint' | 'add-column' }>,
  { before, flavour, majorVersion }: CopyFacts,
): MysqlCopy | undefined {
  const isOldMysql = flavour === 'mysql' && majorVersion !== undefined && majorVersion < CHECKS_CONSTRAINTS;
  // MariaDB adds a column with its CHECK at once: all rows have the same value (measured on 10.11).
  const ignoresChecks = isOldMysql || (flavour === 'mariadb' && change.kind === 'add-column');
  const checksKeys = !/^(0|off|false)$/i.test(before.setting('foreign_key_checks') ?? '');
  for (const { kind, notEnforced } of addedConstraints(change)) {
    if (kind === 'check' && !notEnforced && !ignoresChecks)
      return { reason: 'A CHECK is evaluated for every row', copies: true };
    if (kind === 'foreign-key' && checksKeys)
      return { reason: 'A FOREIGN KEY is looked up for every row', copies: true };
  }
  return undefined;
}

/**
 * What is done by copying. FORCE, ROW_FORMAT and their like build the table anew beside the work of others,
 * EXCHANGE PARTITION swaps files, and OPTIMIZE is judged by `table-rewrite`.
 */
const COPYING =
  /^(engine|order by|partition by|remove partitioning|coalesce|reorganize|rebuild|\w+ system versioning)/i;

function ofRewrite(by: string): MysqlCopy | undefined {
  return COPYING.test(by) ? { reason: `${by.toUpperCase()} builds the table anew`, copies: true } : undefined;
}

function ofOptions({ algorithm, lock }: Extract<Change, { kind: 'alter-options' }>): MysqlCopy | undefined {
  if (/^copy$/i.test(algorithm ?? '') && !/^none$/i.test(lock ?? ''))
    return { reason: 'ALGORITHM=COPY is written', copies: true };
  if (/^(shared|exclusive)$/i.test(lock ?? ''))
    return { reason: `LOCK=${(lock ?? '').toUpperCase()} is written`, copies: false };
  return undefined;
}

/** Whether the change takes away the primary key. */
export function dropsPrimaryKey(change: Change): boolean {
  if (change.kind !== 'drop-constraint') return false;
  return (
    change.constraintKind === 'primary-key' ||
    (change.constraintKind === undefined && change.name === undefined)
  );
}
