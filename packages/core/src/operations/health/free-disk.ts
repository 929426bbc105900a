import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from '../../databases/database';
import { formatBytes } from '../../reporting/format-values';
import type { HealthCheck } from './health-check';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Whether the disk has room for the database a second time, which a rewrite of its tables can need. It
 * can be known only where the files lie on this machine.
 */
export async function checkFreeDisk(db: Database): Promise<HealthCheck> {
  const folder = await dataFolder(db);
  if (folder === undefined) return skipped('the data is on another machine');
  let free: number;
  try {
    const { bavail, bsize } = await statfs(folder);
    free = bavail * bsize;
  } catch {
    return skipped("the server's folder cannot be looked at from here");
  }
  const size = await db.sizeBytes();
  const message = `${formatBytes(free)} free, the database has ${formatBytes(size)}`;
  return { name: 'disk', state: free < size ? 'failed' : free < 2 * size ? 'warning' : 'ok', message };
}

function skipped(why: string): HealthCheck {
  return { name: 'disk', state: 'skipped', message: `Free disk space is not known: ${why}.` };
}

async function dataFolder(db: Database): Promise<string | undefined> {
  const { connection } = db;
  if (connection.provider === 'sqlite') return dirname(connection.file);
  if (connection.provider !== 'postgresql') return undefined;
  if (!LOCAL_HOSTS.has(connection.host) && !connection.host.startsWith('/')) return undefined;
  try {
    const [row] = await db.query<{ folder: string }>(
      "SELECT pg_catalog.current_setting('data_directory') AS folder",
    );
    return row?.folder;
  } catch {
    // Only privileged roles may know it.
    return undefined;
  }
}
