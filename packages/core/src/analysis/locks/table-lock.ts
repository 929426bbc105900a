/** A lock that a statement takes on a table that others may be using. */
export interface TableLock {
  /** The table; for SQLite `database`. */
  object: string;
  /** As the engine calls it: `ACCESS EXCLUSIVE`, `exclusive metadata lock`, `write lock`. */
  mode: string;
  /** What of others has to wait. */
  blocks: 'reads and writes' | 'writes' | 'schema changes';
  /**
   * `whole statement`: as long as rows are read or written. `brief`: the statement itself is quick. Either way
   * PostgreSQL keeps the lock until the transaction ends.
   */
  duration: 'brief' | 'whole statement';
}
