import type { Volatility } from '../change';

/**
 * Built-in functions that give another value for each row or call, as the manuals name them non-deterministic
 * (https://dev.mysql.com/doc/refman/8.0/en/replication-features-functions.html,
 * https://mariadb.com/kb/en/unsafe-statements-for-statement-based-replication/).
 */
const VOLATILE = new Set([
  'benchmark',
  'found_rows',
  'get_lock',
  'is_free_lock',
  'is_used_lock',
  'last_insert_id',
  'lastval',
  'load_file',
  'master_pos_wait',
  'nextval',
  'rand',
  'random_bytes',
  'release_all_locks',
  'release_lock',
  'row_count',
  'setval',
  'sleep',
  'sys_guid',
  'sysdate',
  'uuid',
  'uuid_short',
  'uuid_v4',
  'uuid_v7',
]);

/** The same value during one statement. */
const STABLE = new Set([
  'connection_id',
  'curdate',
  'current_date',
  'current_role',
  'current_time',
  'current_timestamp',
  'current_user',
  'curtime',
  'database',
  'localtime',
  'localtimestamp',
  'now',
  'schema',
  'session_user',
  'system_user',
  'unix_timestamp',
  'user',
  'utc_date',
  'utc_time',
  'utc_timestamp',
  'version',
]);

/** Functions that need no parentheses. */
const WITHOUT_PARENTHESES = new Set([
  'current_date',
  'current_role',
  'current_time',
  'current_timestamp',
  'current_user',
  'localtime',
  'localtimestamp',
  'utc_date',
  'utc_time',
  'utc_timestamp',
]);

/** Whether a lower-case word is a function where no parenthesis follows. */
export function isBareFunction(name: string): boolean {
  return WITHOUT_PARENTHESES.has(name);
}

/**
 * How a built-in function behaves. Neither server allows others in a default, so that a function which is in
 * neither list always gives the same for the same arguments.
 */
export function functionVolatility(name: string): Exclude<Volatility, 'unknown'> {
  return VOLATILE.has(name) ? 'volatile' : STABLE.has(name) ? 'stable' : 'constant';
}
