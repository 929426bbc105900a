import Database from 'libsql';

/** Runs a query on a SQLite file, which is created if it does not exist. */
export function querySqlite<Row extends object>(file: string, sql: string): Row[] {
  const database = new Database(file);
  try {
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
}

/** Runs a script on a SQLite file, which is created if it does not exist. */
export function executeSqlite(file: string, script: string): void {
  const database = new Database(file);
  try {
    database.exec(script);
  } finally {
    database.close();
  }
}
