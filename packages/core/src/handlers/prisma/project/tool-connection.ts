import type { Connection, ServerConnection } from '../../../environments/connection';

/** A connection in the form in which a child process gets it. */
export interface ToolConnection {
  /** The URL for Prisma; without the password unless the engine cannot take it otherwise. */
  url: string;
  /** Further variables that belong to it. */
  env: Record<string, string>;
}

/**
 * Prepares a connection for a child process. Prisma 7 passes the URL on to its engine in the argument
 * list, where every user of the machine can read it, so the password travels in PGPASSWORD, which our own
 * engine understands. Prisma's native engine does not, nor do all clients that a seed may use: for them the
 * URL stays whole.
 */
export function toolConnection(connection: Connection, options: { passwordInUrl: boolean }): ToolConnection {
  if (connection.provider === 'sqlite') {
    // Absolute: a relative path would be taken from the schema's folder by one version and from the project by another.
    return { url: `file:${connection.file}`, env: {} };
  }
  if (options.passwordInUrl) return { url: toolUrl(connection).href, env: {} };
  const url = toolUrl(connection);
  url.password = '';
  url.searchParams.delete('password');
  return {
    url: url.href,
    env: connection.password ? { PGPASSWORD: connection.password.reveal() } : {},
  };
}

/** The URL as Prisma reads it, with the connection's schema. */
function toolUrl(connection: ServerConnection): URL {
  let url: URL;
  try {
    url = new URL(connection.url.reveal());
  } catch {
    // Not a URL that Prisma would take either (such as "host=… dbname=…"): written anew.
    url = urlFromParts(connection);
  }
  if (connection.schema !== 'public') url.searchParams.set('schema', connection.schema);
  // The configuration may ask for more than the URL says; `prefer` is what Prisma does unasked.
  if (connection.tls.mode !== 'prefer') url.searchParams.set('sslmode', connection.tls.mode);
  return url;
}

function urlFromParts(connection: ServerConnection): URL {
  const isSocket = connection.host.startsWith('/');
  const host = connection.host.includes(':') ? `[${connection.host}]` : connection.host;
  const url = new URL(`${connection.provider}://${isSocket ? 'localhost' : host}:${connection.port}/`);
  url.username = connection.user ?? '';
  url.password = connection.password?.reveal() ?? '';
  url.pathname = `/${encodeURIComponent(connection.database)}`;
  if (isSocket) url.searchParams.set('host', connection.host);
  return url;
}
