import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { selectDatabase, selectEnvironment } from '../config/select';
import type { OperationContext } from '../context/operation-context';
import { FaberDbError } from '../errors/faber-db-error';
import { operationTarget, type TargetOptions } from './operation-target';
import { withDatabase } from './with-database';

export interface FingerprintOptions extends Omit<TargetOptions, 'environment'> {
  /** Default: all environments whose variable is set here. */
  environment?: string;
}

export interface Fingerprint {
  /** True only if everything looked at is reachable and up to date. */
  stable: boolean;
  /** The same for the same state while `stable`; new at every call otherwise. */
  value: string;
}

/**
 * A value that a task cache may rely on: it stays the same only while the database is the
 * same one, everything on disk is applied unmodified and the configuration is unchanged.
 * In every other case, errors included, it is a fresh nonce, so that a cache cannot hit.
 */
export async function fingerprint(
  context: OperationContext,
  options: FingerprintOptions,
): Promise<Fingerprint> {
  try {
    const database = selectDatabase(context.config, options.database);
    const environments =
      options.environment === undefined
        ? database.environments
        : [selectEnvironment(database, options.environment)];
    const states: unknown[] = [];
    for (const environment of environments) {
      const state = await environmentState(
        context,
        database.name,
        environment.name,
        options.environment !== undefined,
      );
      if (state === 'behind') return nonce();
      states.push(state);
    }
    // Nothing to rely on: no environment is known here.
    if (states.every((state) => state === undefined)) return nonce();
    const hash = createHash('sha256').update(
      JSON.stringify([await configDigest(context), database.name, states]),
    );
    return { stable: true, value: hash.digest('hex') };
  } catch {
    return nonce();
  }
}

function nonce(): Fingerprint {
  return { stable: false, value: `unstable-${randomUUID()}` };
}

/** What identifies an up-to-date environment; undefined where its variable is not set here. */
async function environmentState(
  context: OperationContext,
  database: string,
  environment: string,
  required: boolean,
): Promise<object | 'behind' | undefined> {
  let target;
  try {
    target = await operationTarget(context, { database, environment }, 'schema');
  } catch (error) {
    if (!required && error instanceof FaberDbError && error.code === 'VARIABLE_MISSING') return undefined;
    throw error;
  }
  const { handler } = target;
  return withDatabase(target, context, 'fingerprint', async (db) => {
    const history = await handler.history(target, db);
    if (!history.initialized || history.migrations.some(({ state }) => state !== 'applied')) return 'behind';
    return {
      environment,
      identity: await db.identity(),
      // The moment of application tells a database that was rebuilt from one that was kept.
      migrations: history.migrations.map(({ name, checksum, appliedAt }) => [
        name,
        checksum,
        appliedAt?.getTime(),
      ]),
    };
  });
}

async function configDigest(context: OperationContext): Promise<string> {
  const hash = createHash('sha256');
  for (const file of context.config.files) hash.update(await readFile(file)).update('\0');
  return hash.digest('hex');
}
