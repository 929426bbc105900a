import { appendFileSync } from 'node:fs';

/** Writes one line about what the engine does; nothing where no log was asked for. */
export type EngineLog = (event: string, details?: unknown) => void;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The debug log in the file named by FABER_DB_ENGINE_LOG: one JSON object per line. Passwords and the
 * credentials of URLs are replaced by `***` before anything is written.
 */
export function createEngineLog(env: Environment): EngineLog {
  const file = env['FABER_DB_ENGINE_LOG'];
  if (!file) return () => undefined;
  const redact = createRedactor([env['PGPASSWORD']]);
  return (event, details) => {
    const line = JSON.stringify(
      { at: new Date().toISOString(), pid: process.pid, event, details },
      (_, value) => printable(value, redact),
    );
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  };
}

function printable(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Error) {
    return { ...value, name: value.name, message: redact(value.message), stack: redact(value.stack ?? '') };
  }
  return value;
}

/** @param secrets further texts that must not appear, besides what looks like a credential */
export function createRedactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const known = secrets.filter((secret): secret is string => Boolean(secret));
  return (text) => {
    // Up to the last `@` before a blank: a password may itself hold an `@` or a `/`.
    let safe = text
      .replace(/:\/\/\S*@/g, '://***@')
      .replace(/((?:ssl)?password=)[^&\s"']+/gi, '$1***')
      .replace(/(\bpassword\s+)'(?:[^']|'')*'/gi, "$1'***'");
    for (const secret of known) safe = safe.replaceAll(secret, '***');
    return safe;
  };
}
