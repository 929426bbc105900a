import type { Alteration } from './alter-table';
import type { Cursor } from './cursor';

const WHOLE_REWRITES = ['COALESCE', 'REORGANIZE', 'EXCHANGE', 'REBUILD', 'OPTIMIZE'];
const HARMLESS = ['ANALYZE', 'CHECK', 'REPAIR', 'IMPORT'];

/** Reads a clause of ALTER TABLE about partitions; false: it is none. */
export function readAlterPartition(cursor: Cursor, alteration: Alteration): boolean {
  const { table, reading } = alteration;
  const clause = cursor.peek();
  if (cursor.is('PARTITION', 'BY')) {
    reading.add({ kind: 'rewrite-table', table, by: 'partition by' }, clause);
    cursor.skipTo();
    return true;
  }
  if (cursor.accept('REMOVE', 'PARTITIONING')) {
    reading.add({ kind: 'rewrite-table', table, by: 'remove partitioning' }, clause);
    return true;
  }
  if (cursor.accept('UPGRADE', 'PARTITIONING')) return true;
  if (readConvert(cursor, alteration)) return true;
  if (cursor.peek(1)?.upper !== 'PARTITION' || cursor.is('ADD', 'PARTITION', '.')) return false;
  if (cursor.accept('ADD', 'PARTITION')) {
    cursor.skipTo();
    return true;
  }
  const action = cursor.oneOf('DROP', 'TRUNCATE', 'DISCARD', ...WHOLE_REWRITES, ...HARMLESS);
  if (action === undefined) return false;
  cursor.at += 2;
  if (action === 'DROP' || action === 'TRUNCATE' || action === 'DISCARD') {
    cursor.ifExists();
    const partitions = [cursor.name()];
    while (cursor.accept(',')) partitions.push(cursor.name());
    if (action === 'DISCARD') cursor.expect('TABLESPACE');
    const taken = action === 'DROP' ? 'drop' : action === 'TRUNCATE' ? 'truncate' : 'discard tablespace';
    reading.add({ kind: 'drop-partition', table, partitions, action: taken }, clause);
    return true;
  }
  if (WHOLE_REWRITES.includes(action)) {
    reading.add({ kind: 'rewrite-table', table, by: `${action.toLowerCase()} partition` }, clause);
  }
  cursor.skipTo();
  return true;
}

/** MariaDB: CONVERT PARTITION p TO TABLE t, CONVERT TABLE t TO PARTITION p …. */
function readConvert(cursor: Cursor, { table, reading }: Alteration): boolean {
  const clause = cursor.peek();
  if (cursor.accept('CONVERT', 'PARTITION')) {
    cursor.name();
    cursor.expect('TO', 'TABLE');
    const partition = cursor.objectName();
    reading.add({ kind: 'detach-partition', table, partition, concurrently: false }, clause);
    return true;
  }
  if (!cursor.accept('CONVERT', 'TABLE')) return false;
  reading.add({ kind: 'attach-partition', table, partition: cursor.objectName() }, clause);
  cursor.skipTo();
  return true;
}
