import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Connection, FileConnection } from '../../environments/connection';
import { Secret } from '../../environments/secret';
import { FaberDbError } from '../../errors/faber-db-error';
import type { DatabaseProvider, ScratchDatabase } from '../database';
import { sqliteDialect } from './sqlite-dialect';
import { openFailure } from './sqlite-errors';
import { sqliteCapabilities, SqliteSession } from './sqlite-session';

const SCRATCH_PREFIX = 'faber_db_scratch_';
const LEFTOVER_AFTER_MS = 3600_000;

/** SQLite 3 files, through `node:sqlite` or `libsql`. */
export const sqliteProvider: DatabaseProvider = {
  name: 'sqlite',
  capabilities: sqliteCapabilities,
  dialect: sqliteDialect,
  connect: async (connection, options) => SqliteSession.open(fileOf(connection), options),
  exists: async (connection) => isFile(fileOf(connection).file),
  create: async (connection) => createFile(fileOf(connection)),
  drop: async (connection) => dropFile(fileOf(connection).file),
  createScratch: async () => createScratch(),
};

function fileOf(connection: Connection): FileConnection {
  if (connection.provider === 'sqlite') return connection;
  throw new FaberDbError(
    'PROVIDER_MISMATCH',
    `A connection for ${connection.provider} was given to SQLite.`,
    {
      remedy: ['Make database.provider and the connection URL agree.'],
    },
  );
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** An empty file is an empty database. Never touches one that is there. */
function createFile(connection: FileConnection): boolean {
  try {
    mkdirSync(path.dirname(connection.file), { recursive: true });
    closeSync(openSync(connection.file, 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && isFile(connection.file)) return false;
    throw openFailure(error, connection);
  }
}

/** Deletes the file together with its journals, which would otherwise be applied to the next file of that name. */
function dropFile(file: string): boolean {
  const existed = isFile(file);
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
  return existed;
}

/** In a folder of its own that only we can read: replayed migrations may hold data. */
function createScratch(): ScratchDatabase {
  sweepLeftovers();
  const folder = path.join(os.tmpdir(), `${SCRATCH_PREFIX}${Date.now()}_${randomBytes(4).toString('hex')}`);
  mkdirSync(folder, { mode: 0o700 });
  const file = path.join(folder, 'scratch.db');
  closeSync(openSync(file, 'wx'));
  return {
    connection: {
      provider: 'sqlite',
      url: new Secret(`file:${file}`),
      redactedUrl: `file:${file}`,
      file,
      connectTimeoutSeconds: 5,
    },
    async dispose() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Deletes what killed runs left behind more than an hour ago. */
function sweepLeftovers(): void {
  for (const name of readdirSync(os.tmpdir())) {
    const created = Number(/^faber_db_scratch_(\d+)_[0-9a-f]+$/.exec(name)?.[1] ?? Number.NaN);
    if (!(Date.now() - created > LEFTOVER_AFTER_MS)) continue;
    try {
      rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
    } catch {
      // somebody else's
    }
  }
}
