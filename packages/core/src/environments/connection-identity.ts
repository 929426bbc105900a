import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Connection } from './connection';

const LOCAL_HOSTS = new Set(['localhost', 'localhost.localdomain', 'ip6-localhost', '0.0.0.0', '::', '::1']);
/** Where packages put PostgreSQL's and MySQL's Unix sockets; the server behind is the local one. */
const STANDARD_SOCKETS = ['/var/run/postgresql', '/run/postgresql', '/tmp', '/var/run/mysqld', '/run/mysqld'];

/**
 * A text that is the same for two connections that lead to the same database, as far as
 * that can be told without connecting: names of the local host, default ports and
 * symbolic links are seen through; users, parameters and DNS names are not compared.
 * Holds no secret.
 */
export function connectionIdentity(connection: Connection): string {
  if (connection.provider === 'sqlite') return `sqlite:${fileIdentity(connection.file)}`;
  const { provider, host, port, database, schema } = connection;
  const parts = [normalHost(host), String(port), database, ...(provider === 'postgresql' ? [schema] : [])];
  return `${provider}:${JSON.stringify(parts)}`;
}

/** The file behind a path; one with several names (hard links) is known by its number. */
function fileIdentity(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found !== undefined && found.nlink > 1n ? `${found.dev}:${found.ino}` : realPath(path);
}

function normalHost(host: string): string {
  if (host.startsWith('/')) {
    const folder = /\.sock(et)?$/.test(host) ? dirname(host) : host.replace(/\/+$/, '');
    return STANDARD_SOCKETS.includes(folder) ? 'localhost' : realPath(folder);
  }
  let normal = host.toLowerCase().replace(/\.$/, '');
  if (normal.includes(':')) normal = shortestIpv6(normal);
  return LOCAL_HOSTS.has(normal) || /^127\.\d+\.\d+\.\d+$/.test(normal) ? 'localhost' : normal;
}

function shortestIpv6(address: string): string {
  const url = `http://[${address}]`;
  const normal = URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address;
  // An IPv4 address in IPv6's clothes.
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(normal);
  if (mapped?.[1] === undefined || mapped[2] === undefined) return normal;
  const bytes = [mapped[1], mapped[2]]
    .map((part) => Number.parseInt(part, 16))
    .flatMap((n) => [n >> 8, n & 255]);
  return bytes.join('.');
}

/** The path without symbolic links; of a file that is not there yet, that of its folder. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}
