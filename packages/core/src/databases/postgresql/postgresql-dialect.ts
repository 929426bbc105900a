import { planPostgresqlSteps } from '../../analysis/postgresql/plan-steps';
import { isTerminatedPostgresql } from '../../analysis/postgresql/is-terminated';
import { splitPostgresqlStatements } from '../../analysis/postgresql/split-statements';
import type { SqlDialect } from '../database';

/** PostgreSQL's SQL, as far as it can be known without a connection. */
export const postgresqlDialect: SqlDialect = {
  placeholder: (index) => `$${index}`,
  quoteIdentifier: (name) => `"${name.replaceAll('"', '""')}"`,
  quoteLiteral,
  splitStatements: splitPostgresqlStatements,
  isTerminated: isTerminatedPostgresql,
  planSteps: planPostgresqlSteps,
};

/** A string constant that means the same under every `standard_conforming_strings`. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? ` E${quoted}` : quoted;
}
