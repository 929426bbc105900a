import { planSqliteSteps } from '../../analysis/sqlite/plan-steps';
import { splitSqliteStatements } from '../../analysis/sqlite/split-statements';
import type { SqlDialect } from '../database';

/** SQLite's SQL, as far as it can be known without a connection. */
export const sqliteDialect: SqlDialect = {
  placeholder: () => '?',
  quoteIdentifier: (name) => `"${name.replaceAll('"', '""')}"`,
  quoteLiteral: (text) => `'${text.replaceAll("'", "''")}'`,
  splitStatements: splitSqliteStatements,
  // SQLite closes what is open at the end of the text, and gets one statement at a time anyway.
  isTerminated: () => true,
  planSteps: planSqliteSteps,
};
