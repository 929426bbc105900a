import { createRequire } from 'node:module';
import { FaberDbError } from '../../errors/faber-db-error';

/** What a column can hold. Integers beyond 2^53 are `bigint`. */
export type SqliteValue = null | number | bigint | string | Uint8Array;

/** An open SQLite file. Everything is synchronous; errors are the driver's own. */
export interface SqliteDriver {
  /** Runs one or several statements. */
  exec(sql: string): void;
  /** Runs one statement and returns its rows (none for statements without any). */
  all(sql: string, parameters?: readonly unknown[]): Record<string, SqliteValue>[];
  close(): void;
}

/** The part of `node:sqlite` used here (its types come with newer `@types/node` only). */
interface NodeSqlite {
  DatabaseSync: new (file: string) => {
    exec(sql: string): void;
    prepare(sql: string): {
      setReadBigInts(on: boolean): void;
      all(...parameters: SqliteValue[]): Record<string, SqliteValue>[];
    };
    close(): void;
  };
}

/** The part of `libsql` used here. */
type Libsql = new (file: string) => {
  exec(sql: string): void;
  prepare(sql: string): {
    safeIntegers(on: boolean): void;
    all(parameters: SqliteValue[]): Record<string, SqliteValue | ArrayBuffer>[];
  };
  close(): void;
};

/**
 * Opens a SQLite file, creating it if it is missing, with `node:sqlite` where the running Node has
 * it, else with `libsql`.
 *
 * While a file is open here, nothing in this process may open and close it in another way (reading
 * it with `node:fs` included): closing drops the process's POSIX locks on it
 * (https://www.sqlite.org/howtocorrupt.html, section 2.2). `stat` is harmless.
 * @throws FaberDbError DRIVER_MISSING; else the driver's own error
 */
export function openSqliteDriver(file: string): SqliteDriver {
  const nodeSqlite = loadNodeSqlite();
  return nodeSqlite ? openNodeSqlite(nodeSqlite, file) : openLibsql(loadLibsql(), file);
}

function openNodeSqlite({ DatabaseSync }: NodeSqlite, file: string): SqliteDriver {
  const db = new DatabaseSync(file);
  return {
    exec: (sql) => db.exec(sql),
    all(sql, parameters = []) {
      const statement = db.prepare(sql);
      statement.setReadBigInts(true);
      return statement.all(...parameters.map(toSqlite)).map(fromSqlite);
    },
    close: () => db.close(),
  };
}

function openLibsql(Database: Libsql, file: string): SqliteDriver {
  const db = new Database(file);
  return {
    exec: (sql) => db.exec(sql),
    all(sql, parameters = []) {
      const statement = db.prepare(sql);
      statement.safeIntegers(true);
      return statement.all(parameters.map(toSqlite)).map(fromSqlite);
    },
    close: () => db.close(),
  };
}

/** Integers go as `bigint`, since libsql binds every `number` as a real. */
function toSqlite(value: unknown): SqliteValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (value instanceof Date) return BigInt(value.getTime());
  if (typeof value === 'bigint' || typeof value === 'string' || value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite cannot store a value of type ${typeof value}.`);
}

function fromSqlite(row: Record<string, SqliteValue | ArrayBuffer>): Record<string, SqliteValue> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value instanceof ArrayBuffer) return [name, new Uint8Array(value)];
      return [name, typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value];
    }),
  );
}

/** `node:sqlite`, without the warning that it prints to stderr when it is loaded; undefined where Node has none. */
function loadNodeSqlite(): NodeSqlite | undefined {
  const { getBuiltinModule } = process as { getBuiltinModule?(id: string): object | undefined };
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return getBuiltinModule?.('node:sqlite') as NodeSqlite | undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

function loadLibsql(): Libsql {
  try {
    return createRequire(__filename)('libsql') as Libsql;
  } catch (cause) {
    throw new FaberDbError('DRIVER_MISSING', 'The SQLite driver "libsql" could not be loaded.', {
      remedy: ['npm install libsql', 'Or run on Node 22.13 or newer, which has SQLite built in.'],
      cause,
    });
  }
}
