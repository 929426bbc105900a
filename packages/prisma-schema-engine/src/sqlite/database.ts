import type { EngineDatabase } from '../database';
import type { EngineLog } from '../engine-log';
import type { OperationContext } from '../operation-context';
import { sqliteAdapter } from './adapter';
import { emptySqliteFile, IN_MEMORY, requireSqliteFile } from './database-file';
import { openSqlite } from './driver';

export interface SqliteDatabaseOptions {
  /** The absolute path, or `:memory:`. */
  file: string;
  context: OperationContext;
  log: EngineLog;
}

export function sqliteDatabase({ file, context, log }: SqliteDatabaseOptions): EngineDatabase {
  return {
    provider: 'sqlite',
    async connect() {
      requireSqliteFile(file);
      return sqliteAdapter({ database: await openSqlite(file), context, log });
    },
    connectToShadow: async () => sqliteAdapter({ database: await openSqlite(IN_MEMORY), context, log }),
    reset: () => emptySqliteFile(file),
  };
}
