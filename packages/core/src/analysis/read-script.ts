import type { ProviderName } from '../environments/connection';
import type { ReadOptions, SqlScript } from './script';

/**
 * Takes a script of the given engine apart. Only the reader of that engine is loaded.
 * Never throws for what the text holds: what cannot be read is an `unreadable` change.
 */
export async function readScript(
  provider: ProviderName,
  text: string,
  options: ReadOptions = {},
): Promise<SqlScript> {
  switch (provider) {
    case 'postgresql':
      return (await import('./postgresql/read-script.js')).readPostgresqlScript(text, options);
    case 'mysql':
      return (await import('./mysql/read-script.js')).readMysqlScript(text, options);
    case 'sqlite':
      return (await import('./sqlite/read-script.js')).readSqliteScript(text, options);
  }
}
