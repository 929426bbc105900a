/** The fields the Prisma CLI reads from a log line. */
export interface LogFields {
  message: string;
  error_code?: string;
  is_panic?: boolean;
}

/**
 * One line of the native engine's log on stderr. The CLI parses every line except the first as JSON, takes
 * an error from the target `schema_engine::logger`, and breaks on anything else.
 */
export function logLine(level: 'INFO' | 'ERROR', fields: LogFields, now = new Date()): string {
  return `${JSON.stringify({
    timestamp: now.toISOString(),
    level,
    fields,
    target: level === 'ERROR' ? 'schema_engine::logger' : 'schema_engine',
  })}\n`;
}
