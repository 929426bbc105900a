import { randomUUID } from 'node:crypto';
import type { Database } from '../../../databases/database';
import { parseHistoryRow, type HistoryRow, type RawHistoryRow } from './history-row';
import { historyDialect, type HistoryDialect } from './history-dialect';

/** The columns that can be given a value; the others keep the defaults of the table. */
export interface HistoryValues {
  checksum?: string;
  startedAt?: Date;
  finishedAt?: Date;
  rolledBackAt?: Date;
  logs?: string | null;
  appliedSteps?: number;
}

const COLUMNS: Readonly<Record<keyof HistoryValues, string>> = {
  checksum: 'checksum',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  rolledBackAt: 'rolled_back_at',
  logs: 'logs',
  appliedSteps: 'applied_steps_count',
};

/**
 * Prisma's own table of applied migrations, the only record there is. Its name is always written with
 * the schema, because a migration may have changed the search path of the session.
 */
export class HistoryTable {
  readonly #dialect: HistoryDialect;

  constructor(private readonly db: Database) {
    this.#dialect = historyDialect(db);
  }

  async exists(): Promise<boolean> {
    return (
      (await this.db.query(this.#dialect.existsQuery.sql, this.#dialect.existsQuery.parameters)).length > 0
    );
  }

  /** Creates the table exactly as Prisma's engine does, in the connection's schema. */
  async create(): Promise<void> {
    for (const statement of await this.#dialect.createStatements(this.db)) await this.db.execute(statement);
  }

  /** All rows, oldest first; undefined if there is no table. */
  async read(): Promise<HistoryRow[] | undefined> {
    if (!(await this.exists())) return undefined;
    const rows = await this.db.query<RawHistoryRow>(
      'SELECT id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count ' +
        `FROM ${this.#dialect.table} ORDER BY started_at ASC`,
    );
    return rows.map(parseHistoryRow);
  }

  /** Whether a row of this migration exists that was not rolled back. */
  async isRecorded(name: string): Promise<boolean> {
    const rows = await this.db.query(
      `SELECT 1 AS found FROM ${this.#dialect.table} WHERE migration_name = ${this.db.dialect.placeholder(1)} ` +
        'AND rolled_back_at IS NULL LIMIT 1',
      [name],
    );
    return rows.length > 0;
  }

  /** @returns the id of the new row */
  async insert(name: string, values: HistoryValues & { checksum: string; startedAt: Date }): Promise<string> {
    const id = randomUUID();
    const [columns, parameters] = this.#assignments(values);
    const all = ['id', 'migration_name', ...columns];
    const placeholders = all.map((_, index) => this.db.dialect.placeholder(index + 1));
    await this.db.query(
      `INSERT INTO ${this.#dialect.table} (${all.join(', ')}) VALUES (${placeholders.join(', ')})`,
      [id, name, ...parameters],
    );
    return id;
  }

  /**
   * The statement with which a migration becomes applied, as text that can travel behind the
   * migration's own statements: it fails, and all of them with it, unless `condition` holds,
   * because `applied_steps_count` is NOT NULL.
   */
  insertAppliedSql(name: string, values: { checksum: string; startedAt: Date }, condition: string): string {
    const text = (value: string) => this.db.dialect.quoteLiteral(value);
    return (
      `INSERT INTO ${this.#dialect.table} (id, checksum, migration_name, started_at, finished_at, applied_steps_count) ` +
      `VALUES (${text(randomUUID())}, ${text(values.checksum)}, ${text(name)}, ` +
      `${text(String(this.#dialect.dateParameter(values.startedAt)))}, ${this.#dialect.now}, ` +
      `CASE WHEN ${condition} THEN 1 END)`
    );
  }

  async update(id: string, values: HistoryValues): Promise<void> {
    const [columns, parameters] = this.#assignments(values);
    const set = columns.map((column, index) => `${column} = ${this.db.dialect.placeholder(index + 1)}`);
    await this.db.query(
      `UPDATE ${this.#dialect.table} SET ${set.join(', ')} WHERE id = ${this.db.dialect.placeholder(columns.length + 1)}`,
      [...parameters, id],
    );
  }

  #assignments(values: HistoryValues): [columns: string[], parameters: unknown[]] {
    const given = (Object.keys(COLUMNS) as (keyof HistoryValues)[]).filter(
      (key) => values[key] !== undefined,
    );
    return [
      given.map((key) => COLUMNS[key]),
      given.map((key) => {
        const value = values[key];
        return value instanceof Date ? this.#dialect.dateParameter(value) : value;
      }),
    ];
  }
}
