import type { DatabaseCommand } from './argv';
import { refuseUnattendedAgent } from './automation-guard';
import type { Datasource } from './datasource';
import type { EngineLog } from './engine-log';
import { kindOfUrl } from './schema/database-kind';
import type { Shutdown } from './shutdown';
import { invalidConnectionString, nativeEngineNeeded } from './user-error';

export interface DatabaseCommandServices {
  env: Readonly<Record<string, string | undefined>>;
  log: EngineLog;
  shutdown: Shutdown;
}

const DONE: Readonly<Record<DatabaseCommand, string>> = {
  'can-connect-to-database': 'Connection successful',
  'create-database': 'Database was successfully created.',
  'drop-database': 'The database was successfully dropped.',
};

/**
 * The native engine's `cli` commands.
 *
 * @returns what the engine logs about it
 * @throws UserFacingError
 */
export async function runDatabaseCommand(
  command: DatabaseCommand,
  { url, baseDir }: Datasource,
  services: DatabaseCommandServices,
): Promise<string> {
  if (command === 'drop-database') refuseUnattendedAgent('dropping the database', services.env);
  const kind = kindOfUrl(url);
  if (url === undefined || kind === undefined) throw invalidConnectionString('The scheme is not recognized');
  switch (kind) {
    case 'postgresql': {
      const { runPostgresCommand } = await import('./postgresql/database-commands.js');
      const { parsePostgresUrl } = await import('./postgresql/connection-string.js');
      await runPostgresCommand(command, parsePostgresUrl(url, baseDir), services);
      break;
    }
    case 'sqlite': {
      const { runSqliteCommand, sqliteFile } = await import('./sqlite/database-file.js');
      runSqliteCommand(command, sqliteFile(url, baseDir));
      break;
    }
    default:
      throw nativeEngineNeeded(`\`${command}\` on ${kind}`);
  }
  return DONE[command];
}
