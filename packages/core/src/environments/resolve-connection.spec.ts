import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { ResolvedConfig, ResolvedDatabase, ResolvedEnvironment } from '../config/resolved-config';
import { FaberDbError } from '../errors/faber-db-error';
import { resolveConnection } from './resolve-connection';
import { assertSeparateDatabases } from './separate-databases';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'faber-db-connection-')));
  mkdirSync(join(root, 'shop'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function environment(
  name: string,
  connectionVariable?: string,
  more: Partial<ResolvedEnvironment> = {},
): ResolvedEnvironment {
  return {
    name,
    connectionVariable,
    directConnectionVariable: undefined,
    tls: undefined,
    isProtected: false,
    requiresApproval: [],
    sharedDatabase: false,
    promoteFrom: undefined,
    backupEnforcement: 'optional',
    healthChecks: { before: false, after: false },
    ...more,
  };
}

function database(
  environments: ResolvedEnvironment[],
  more: Partial<ResolvedDatabase> = {},
): ResolvedDatabase {
  return {
    name: 'default',
    provider: 'postgresql',
    hosting: 'local',
    tool: 'prisma',
    engine: 'direct',
    migrations: {
      directory: '/m',
      schema: undefined,
      timeoutSeconds: 300,
      lockTimeoutSeconds: 60,
      statementTimeoutSeconds: undefined,
      maxBlockingSeconds: undefined,
    },
    environments,
    ...more,
  };
}

function config(...databases: ResolvedDatabase[]): ResolvedConfig {
  return {
    workspaceRoot: root,
    project: { name: 'shop', root: join(root, 'shop') },
    files: [],
    databases,
    safety: {
      rules: {},
      destructiveOperations: {},
      approvalTimeouts: { standard: 300, enhanced: 600 },
      approvals: { required: 1, allowedSigners: undefined, forbidSelfApproval: true, expiresMinutes: 1440 },
    },
    journal: { directory: join(root, 'journal'), databaseTable: false },
  };
}

async function failure(promise: Promise<unknown>): Promise<FaberDbError> {
  try {
    await promise;
  } catch (error) {
    expect(error).toBeInstanceOf(FaberDbError);
    return error as FaberDbError;
  }
  throw new Error('nothing was thrown');
}

describe('resolveConnection', () => {
  function resolve(
    place: ResolvedEnvironment,
    env: Record<string, string>,
    direct = false,
    more: Partial<ResolvedDatabase> = {},
  ) {
    const only = database([place], more);
    return resolveConnection({ config: config(only), database: only, environment: place, env, direct });
  }
  const dev = environment('dev', 'URL', { directConnectionVariable: 'DIRECT', tls: 'require' });

  it('takes the variable, or the direct one if asked', async () => {
    const env = { URL: 'postgres://pooler/d', DIRECT: 'postgres://server/d' };
    const pooled = await resolve(dev, env);
    expect(pooled).toMatchObject({
      variable: 'URL',
      connection: { host: 'pooler', tls: { mode: 'require' } },
    });
    expect(pooled.variables).toEqual(env);
    expect(await resolve(dev, env, true)).toMatchObject({
      variable: 'DIRECT',
      connection: { host: 'server' },
    });
    expect(await resolve(environment('dev', 'URL'), env, true)).toMatchObject({ variable: 'URL' });
  });

  it('reads .env files of the environment', async () => {
    writeFileSync(join(root, 'shop/.env.dev'), 'URL="file:./dev.db"');
    const { connection } = await resolve(dev, {}, false, { provider: 'sqlite' });
    expect(connection).toMatchObject({ file: join(root, 'shop/dev.db') });
  });

  it('says which variable is missing, where it looked and what to add', async () => {
    const bare = await failure(resolve(dev, { URL: ' ' }));
    expect(bare).toMatchObject({
      code: 'VARIABLE_MISSING',
      location: { project: 'shop', database: 'default', environment: 'dev', variable: 'URL' },
    });
    expect(bare.message).toContain('no .env file that Nx would load (such as shop/.env.dev or shop/.env)');
    expect(bare.remedy[0]).toContain('add this line to shop/.env (or shop/.env.dev): URL="postgresql://');
    writeFileSync(join(root, '.env'), 'OTHER=1');
    expect((await failure(resolve(dev, {}))).message).toContain('it is not in .env either');
    expect((await failure(resolve(dev, { NX_LOAD_DOT_ENV_FILES: 'false' }))).message).toContain(
      'no .env file was read',
    );
    // A configured direct URL is never silently replaced by the pooled one.
    expect((await failure(resolve(dev, { URL: 'postgres://h/d' }, true))).location.variable).toBe('DIRECT');
  });

  it('says when the configuration names no variable', async () => {
    const error = await failure(resolve(environment('dev'), { URL: 'postgres://h/d' }));
    expect(error).toMatchObject({
      code: 'VARIABLE_MISSING',
      location: { path: 'environments.dev.connection_string_env' },
    });
  });

  it('locates errors of the URL and keeps the secret', async () => {
    const error = await failure(resolve(dev, { URL: 'mysql://u:hunter2@h/d' }));
    expect(error).toMatchObject({
      code: 'PROVIDER_MISMATCH',
      location: { environment: 'dev', variable: 'URL' },
    });
    expect(inspect(error) + JSON.stringify(error) + error.stack).not.toContain('hunter2');
  });
});

describe('assertSeparateDatabases', () => {
  const check = (databases: ResolvedDatabase[], env: Record<string, string>, at = 0, inDatabase = 0) => {
    const chosen = databases[inDatabase] as ResolvedDatabase;
    return assertSeparateDatabases({
      config: config(...databases),
      database: chosen,
      environment: chosen.environments[at] as ResolvedEnvironment,
      env,
    });
  };
  const two = (first: Partial<ResolvedEnvironment> = {}, second: Partial<ResolvedEnvironment> = {}) => [
    database([environment('dev', 'A', first), environment('live', 'B', second)]),
  ];
  const same = { A: 'postgres://u:hunter2@localhost/d', B: 'postgresql://127.0.0.1:5432/d' };

  it('refuses one database for two environments', async () => {
    const error = await failure(check(two(), same));
    expect(error).toMatchObject({ code: 'SHARED_DATABASE', location: { environment: 'dev', variable: 'A' } });
    expect(error.message).toBe('"dev" (A) and "live" (B) of the project "shop" lead to the same database.');
    expect(inspect(error) + JSON.stringify(error)).not.toContain('hunter2');
    expect((await failure(check(two(), same, 1))).location.environment).toBe('live');
  });

  it.each<[string, Partial<ResolvedEnvironment>, Partial<ResolvedEnvironment>, boolean]>([
    ['both', { sharedDatabase: true }, { sharedDatabase: true }, true],
    ['only the first', { sharedDatabase: true }, {}, false],
    ['only the second', {}, { sharedDatabase: true }, false],
  ])('allows it if both say so: %s', async (_title, first, second, allowed) => {
    if (allowed) await check(two(first, second), same);
    else expect((await failure(check(two(first, second), same))).code).toBe('SHARED_DATABASE');
  });

  it.each<[string, Record<string, string>]>([
    ['different databases', { ...same, B: 'postgres://localhost/e' }],
    ['another schema', { ...same, B: 'postgres://localhost/d?schema=x' }],
    ['a variable that is not set', { A: same.A }],
    ['a URL that cannot be used', { ...same, B: 'nonsense' }],
  ])('accepts %s', (_title, env) => check(two(), env));

  it('compares direct URLs too', async () => {
    const databases = two({ directConnectionVariable: 'A2' }, { directConnectionVariable: 'B2' });
    const env = { A: 'postgres://pool/a', B: 'postgres://pool/b', A2: 'postgres://server/x' };
    await check(databases, env);
    expect((await failure(check(databases, { ...env, B2: 'postgres://server/x' }))).location.variable).toBe(
      'A2',
    );
    expect((await failure(check(databases, { ...env, B2: 'postgres://pool/a' }))).message).toContain('(B2)');
  });

  it('compares all databases of the project', async () => {
    const databases = [
      database([environment('dev', 'A')], { name: 'main' }),
      database([environment('dev', 'B')], { name: 'events' }),
    ];
    expect((await failure(check(databases, same))).message).toContain(
      '"dev" of database "main" (A) and "dev" of database "events" (B)',
    );
    expect((await failure(check(databases, same, 0, 1))).location.database).toBe('events');
  });

  it('suggests a variable for each environment that shares one', async () => {
    const databases = [database([environment('dev', 'A'), environment('live-eu', 'A')])];
    expect((await failure(check(databases, same))).remedy[0]).toContain('LIVE_EU_A');
    writeFileSync(join(root, 'shop/.env.live-eu'), 'A=postgres://elsewhere/d');
    writeFileSync(join(root, 'shop/.env'), 'A=postgres://here/d');
    await check(databases, {});
    // Nx has loaded the base file before us.
    await check(databases, { A: 'postgres://here/d' });
  });
});
