/** A column of a result: its name, and the type it was declared with (null for an expression). */
export interface SqliteColumn {
  name: string;
  type: string | null;
}

/** The part of a synchronous SQLite library that the adapter needs. */
export interface SqliteDatabase {
  /** Runs a script of any number of statements. */
  exec(script: string): void;
  /** Runs one statement with arguments. */
  query(sql: string, args: readonly SqliteValue[]): { columns: SqliteColumn[]; rows: unknown[][] };
  close(): void;
}

export type SqliteValue = null | number | bigint | string | Uint8Array;

/** @throws the library's error when the file cannot be opened as a database */
export async function openSqlite(file: string): Promise<SqliteDatabase> {
  return openWithNode(file) ?? (await openWithLibsql(file));
}

interface NodeSqlite {
  DatabaseSync: new (file: string) => {
    exec(script: string): void;
    prepare(sql: string): {
      columns(): { name: string; type: string | null }[];
      all(...args: readonly SqliteValue[]): Record<string, unknown>[] | unknown[][];
      run(...args: readonly SqliteValue[]): unknown;
      setReturnArrays?(enabled: boolean): void;
    };
    close(): void;
  };
  StatementSync: { prototype: object };
}

/** Undefined where this Node has no `node:sqlite`, or an early one that cannot tell the columns of a result. */
function openWithNode(file: string): SqliteDatabase | undefined {
  // `process.getBuiltinModule` answers undefined where `require` would throw; it came with Node 20.16.
  const sqlite = process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;
  if (!sqlite || !('setReturnArrays' in sqlite.StatementSync.prototype)) return undefined;
  const database = new sqlite.DatabaseSync(file);
  return {
    exec: (script) => database.exec(script),
    close: () => database.close(),
    query(sql, args) {
      const statement = database.prepare(sql);
      const columns = statement.columns().map(({ name, type }) => ({ name, type }));
      if (columns.length === 0) {
        statement.run(...args);
        return { columns, rows: [] };
      }
      statement.setReturnArrays?.(true);
      return { columns, rows: statement.all(...args) as unknown[][] };
    },
  };
}

interface Libsql {
  new (file: string): {
    exec(script: string): void;
    prepare(sql: string): {
      reader: boolean;
      columns(): { name: string; type: string | null }[];
      raw(): { all(...args: readonly SqliteValue[]): unknown[][] };
      run(...args: readonly SqliteValue[]): unknown;
    };
    close(): void;
  };
}

async function openWithLibsql(file: string): Promise<SqliteDatabase> {
  const { default: Database } = (await import('libsql')) as unknown as { default: Libsql };
  const database = new Database(file);
  return {
    exec: (script) => database.exec(script),
    close: () => database.close(),
    query(sql, args) {
      const statement = database.prepare(sql);
      if (!statement.reader) {
        statement.run(...args);
        return { columns: [], rows: [] };
      }
      const columns = statement.columns().map(({ name, type }) => ({ name, type }));
      return { columns, rows: statement.raw().all(...args) };
    },
  };
}
