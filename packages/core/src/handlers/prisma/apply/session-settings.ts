import type { Database } from '../../../databases/database';

/** SQL that may change the settings of the session beyond its transaction. Broad on purpose: a false hit costs one query. */
const CHANGES_SETTINGS = /\b(set|reset|set_config|discard)\b/i;

/** Statements that do nothing but change settings of the session (not of the transaction). */
const ONLY_SETTINGS =
  /^(attach\s|detach\s|set\s+(?!local\b|transaction\b|constraints\b)|reset\s|select\s+(pg_catalog\s*\.\s*)?set_config\s*\()/i;

/**
 * Whether a statement only sets up the session, so that it has to be run again when the migration is
 * resumed in another session.
 */
export function onlyChangesSettings(statement: string): boolean {
  return ONLY_SETTINGS.test(statement) && !/,\s*true\s*\)\s*$/i.test(statement);
}

/**
 * The settings with a two-part name (`app.tenant`) that SQL sets. The server lists them nowhere, so they
 * are looked for in the text.
 */
export function customSettingsIn(sql: string): string[] {
  const pattern =
    /\bset_config\s*\(\s*'(\w+\.\w+)'|\bset\s+(?:session\s+)?("?\w+"?\s*\.\s*"?\w+"?)\s*(?:=|\bto\b)/gi;
  const names = [...sql.matchAll(pattern)].map((match) => (match[1] ?? match[2] ?? '').replace(/["\s]/g, ''));
  return [...new Set(names)];
}

/**
 * Gives every migration the session that it would have if it ran alone. Prisma runs all pending
 * migrations in one session, so that a `SET search_path` of one reaches the next, and the empty search
 * path of a `pg_dump` baseline breaks all that follow; the result then depends on what was pending together.
 */
export class SessionSettings {
  #before: ReadonlyMap<string, string> | undefined;
  #custom: string[] = [];

  constructor(private readonly db: Database) {}

  /** Call before `sql` runs; asks the server only if the SQL could change settings. */
  async capture(sql: string): Promise<void> {
    this.#before = this.#concerns(sql) ? await this.#read() : undefined;
    this.#custom = customSettingsIn(sql);
  }

  /** The SQL could change settings, so that `restore` has work to do. */
  get concerned(): boolean {
    return this.#before !== undefined;
  }

  /** Undoes what the SQL changed. Works inside and outside of a transaction. */
  async restore(): Promise<void> {
    const before = this.#before;
    if (!before) return;
    await this.db.execute('RESET SESSION AUTHORIZATION; RESET ROLE');
    const after = await this.#read();
    for (const name of [...after.keys(), ...this.#custom]) {
      if (!before.has(name)) await this.db.execute(`RESET ${this.#settingName(name)}`);
    }
    for (const [name, value] of before) {
      if (after.get(name) !== value)
        await this.db.query('SELECT pg_catalog.set_config($1, $2, false)', [name, value]);
    }
  }

  #concerns(sql: string): boolean {
    return this.db.connection.provider === 'postgresql' && CHANGES_SETTINGS.test(sql);
  }

  /** The settings that this session has changed, as text that `set_config` takes back. */
  async #read(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.db.query<{ name: string; value: string }>(
      "SELECT name, pg_catalog.current_setting(name) AS value FROM pg_catalog.pg_settings WHERE source = 'session' " +
        "AND context IN ('user', 'superuser') AND name NOT LIKE 'transaction\\_%'",
    );
    return new Map(rows.map(({ name, value }) => [name, value]));
  }

  /** Custom settings have two parts (`app.tenant`), each to be quoted by itself. */
  #settingName(name: string): string {
    return name
      .split('.')
      .map((part) => this.db.dialect.quoteIdentifier(part))
      .join('.');
  }
}
