import type { Connection } from './connection';

const MASK = '***';

/**
 * Makes a function that hides a connection's password in text of others (what a migration
 * tool or a seed prints): as it is, percent-encoded, and as JSON writes it.
 */
export function redactor(connection: Connection): (text: string) => string {
  const password = connection.provider === 'sqlite' ? undefined : connection.password?.reveal();
  if (!password) return (text) => text;
  const encoded = encodeURIComponent(password);
  const forms = new Set([
    password,
    encoded,
    // Some characters need no encoding in a URL, and some programs write `+` for a blank.
    new URL(`x://:${encoded}@host`).password,
    encoded.replaceAll('%20', '+'),
    JSON.stringify(password).slice(1, -1),
  ]);
  return (text) => [...forms].reduce((hidden, form) => hidden.replaceAll(form, MASK), text);
}
