import type { Database, StatementLimits } from '../../../databases/database';

/** Sets the limits of a session, and only talks to the server when they change. */
export class SessionLimits {
  #current: Required<StatementLimits> = { lockTimeoutMs: 0, statementTimeoutMs: 0 };

  constructor(private readonly db: Database) {}

  /** Limits in milliseconds, 0 = no limit. Call outside of transactions: a rollback would take the limits back. */
  async set(limits: Required<StatementLimits>): Promise<void> {
    const { lockTimeoutMs, statementTimeoutMs } = limits;
    if (
      lockTimeoutMs === this.#current.lockTimeoutMs &&
      statementTimeoutMs === this.#current.statementTimeoutMs
    )
      return;
    await this.db.setLimits(limits);
    this.#current = limits;
  }

  /** No limits any more. */
  async reset(): Promise<void> {
    await this.set({ lockTimeoutMs: 0, statementTimeoutMs: 0 });
  }
}
