import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { FaberDbError } from '../errors/faber-db-error';
import { CONFIG_PATH } from './config-path';
import { loadConfig } from './load-config';
import { POLICY_RULES } from './policy-rules';
import { readConfigFile } from './read-config-file';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'faber-db-config-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const PROJECT = `apps/shop/${CONFIG_PATH}`;

function write(path: string, content: unknown): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return file;
}

function load(projectRoot = 'apps/shop', env: Record<string, string> = {}) {
  return loadConfig({ workspaceRoot: root, projectRoot: join(root, projectRoot), projectName: 'shop', env });
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

const environments = {
  dev: { connection_string_env: 'DEV_URL' },
  production: { connection_string_env: 'PROD_URL' },
};
const minimal = { database: { provider: 'postgresql' }, environments };

describe('a single file', () => {
  it('fills in every default', async () => {
    write(PROJECT, minimal);
    expect(await load()).toEqual({
      workspaceRoot: root,
      project: { name: 'shop', root: join(root, 'apps/shop') },
      files: [join(root, PROJECT)],
      databases: [
        {
          name: 'default',
          provider: 'postgresql',
          hosting: 'local',
          tool: 'prisma',
          engine: 'direct',
          migrations: {
            directory: join(root, 'apps/shop/prisma/migrations'),
            schema: undefined,
            timeoutSeconds: 300,
            lockTimeoutSeconds: 60,
            statementTimeoutSeconds: undefined,
            maxBlockingSeconds: undefined,
          },
          environments: [
            {
              name: 'dev',
              connectionVariable: 'DEV_URL',
              directConnectionVariable: undefined,
              tls: undefined,
              isProtected: false,
              requiresApproval: [],
              sharedDatabase: false,
              promoteFrom: undefined,
              backupEnforcement: 'optional',
              healthChecks: { before: false, after: false },
            },
            {
              name: 'production',
              connectionVariable: 'PROD_URL',
              directConnectionVariable: undefined,
              tls: undefined,
              isProtected: true,
              requiresApproval: ['migrate', 'seed'],
              sharedDatabase: false,
              promoteFrom: undefined,
              backupEnforcement: 'recommended',
              healthChecks: { before: true, after: true },
            },
          ],
        },
      ],
      safety: {
        rules: {},
        destructiveOperations: {},
        approvalTimeouts: { standard: 300, enhanced: 600 },
        approvals: {
          required: 1,
          allowedSigners: undefined,
          forbidSelfApproval: true,
          expiresMinutes: 1440,
        },
      },
      journal: { directory: join(root, '.fractary/plugins/faber-db/journal'), databaseTable: false },
    });
  });

  it('invents no environments', async () => {
    write(PROJECT, { database: { provider: 'sqlite' } });
    expect((await load()).databases[0]?.environments).toEqual([]);
  });

  it('allows comments, trailing commas and a byte order mark', async () => {
    write(PROJECT, '\uFEFF{ // one\n "database": { "provider": "sqlite", }, /* two */ }');
    expect((await load()).databases[0]?.provider).toBe('sqlite');
  });

  it('takes every key', async () => {
    write(PROJECT, {
      $schema: 'x',
      schema_version: '1.0',
      database: { provider: 'mysql', hosting: 'gcp-sql', migration_tool: 'prisma', engine: 'cli' },
      environments: {
        staging: {
          connection_string_env: 'A',
          direct_connection_string_env: 'B',
          tls: 'off',
          require_approval: true,
          shared_database: true,
          promote_from: 'test',
        },
      },
      migrations: {
        directory: '../db',
        schema: 'db/schema',
        timeout_seconds: 10,
        lock_timeout_seconds: 2.5,
        statement_timeout_seconds: 4,
        max_blocking_seconds: 0.2,
      },
      safety: {
        protected_environments: [],
        require_approval_for: ['reset'],
        health_check_before_deploy: true,
        health_check_after_deploy: true,
        backup_enforcement: { staging: 'required' },
        destructive_operations: {
          drop_table: {
            allowed: false,
            approval: 'enhanced',
            require_backup: true,
            row_threshold: 7,
            block_reason: 'never',
          },
        },
        rules: { 'mix-ddl-dml': 'off', 'drop-column': 'critical' },
        approval_timeouts: { standard: 1, enhanced: 2 },
        approvals: {
          required: 2,
          allowed_signers: 'signers',
          forbid_self_approval: false,
          expires_minutes: 5,
        },
      },
      journal: { directory: 'log', database_table: true },
    });
    const config = await load();
    expect(config.safety).toEqual({
      rules: { 'mix-ddl-dml': 'off', 'drop-column': 'critical' },
      destructiveOperations: {
        drop_table: {
          allowed: false,
          approval: 'enhanced',
          requireBackup: true,
          rowThreshold: 7,
          blockReason: 'never',
        },
      },
      approvalTimeouts: { standard: 1, enhanced: 2 },
      approvals: {
        required: 2,
        allowedSigners: join(root, 'signers'),
        forbidSelfApproval: false,
        expiresMinutes: 5,
      },
    });
    expect(config.journal).toEqual({ directory: join(root, 'log'), databaseTable: true });
    expect(config.databases[0]).toMatchObject({
      provider: 'mysql',
      hosting: 'gcp-sql',
      engine: 'cli',
      migrations: {
        directory: join(root, 'apps/db'),
        schema: join(root, 'apps/shop/db/schema'),
        timeoutSeconds: 10,
        lockTimeoutSeconds: 2.5,
        statementTimeoutSeconds: 4,
        maxBlockingSeconds: 0.2,
      },
      environments: [
        {
          promoteFrom: 'test',
          backupEnforcement: 'required',
          healthChecks: { before: true, after: true },
          connectionVariable: 'A',
          directConnectionVariable: 'B',
          tls: 'disable',
          isProtected: false,
          requiresApproval: ['reset'],
          sharedDatabase: true,
        },
      ],
    });
  });

  it('holds several databases, each with environments and migrations of its own', async () => {
    write(PROJECT, {
      databases: {
        main: { provider: 'postgresql' },
        events: {
          provider: 'sqlite',
          environments: { dev: { connection_string_env: 'EVENTS', tls: 'verify-ca' }, ci: {} },
          migrations: { directory: 'events', lock_timeout_seconds: 5 },
        },
      },
      environments: { ...environments, dev: { connection_string_env: 'DEV_URL', shared_database: true } },
      migrations: { timeout_seconds: 100 },
    });
    const [main, events] = (await load()).databases;
    expect(main?.environments.map(({ name, connectionVariable }) => [name, connectionVariable])).toEqual([
      ['dev', 'DEV_URL'],
      ['production', 'PROD_URL'],
    ]);
    expect(events?.environments).toMatchObject([
      { name: 'dev', connectionVariable: 'EVENTS', tls: 'verify-ca', sharedDatabase: true },
      { name: 'ci', connectionVariable: undefined },
    ]);
    expect(events?.migrations).toMatchObject({
      directory: join(root, 'apps/shop/events'),
      timeoutSeconds: 100,
      lockTimeoutSeconds: 5,
    });
  });

  it('is found outside of a workspace and in the root', async () => {
    write(CONFIG_PATH, minimal);
    expect((await load('.')).files).toEqual([join(root, CONFIG_PATH)]);
  });
});

describe('what is wrong in a file', () => {
  const shop = (content: object) => ({ ...minimal, ...content });
  it.each<[string, unknown, string, { path?: string; line?: number }, RegExp]>([
    [
      'an unknown key',
      shop({ enviroments: {} }),
      'CONFIG_UNKNOWN_KEY',
      { path: 'enviroments', line: 13 },
      /mean "environments"/,
    ],
    [
      'a key in the wrong place',
      shop({ tls: 'off' }),
      'CONFIG_UNKNOWN_KEY',
      { path: 'tls' },
      /belongs in databases\.<name>\.environments\.<name> or environments\.<name>/,
    ],
    [
      'a key of a later release',
      shop({ backup: {} }),
      'CONFIG_UNKNOWN_KEY',
      { path: 'backup' },
      /no key "backup" at the top/,
    ],
    [
      'an unknown key inside',
      shop({ safety: { protected: [] } }),
      'CONFIG_UNKNOWN_KEY',
      { path: 'safety.protected' },
      /in safety\. Did you mean "protected_environments"/,
    ],
    [
      'an unknown key in a record',
      shop({ environments: { dev: { tsl: 'off' } } }),
      'CONFIG_UNKNOWN_KEY',
      { path: 'environments.dev.tsl' },
      /mean "tls"/,
    ],
    [
      'a wrong provider',
      { database: { provider: 'postgres' } },
      'CONFIG_INVALID',
      { path: 'database.provider', line: 3 },
      /must be one of "postgresql", "mysql", "sqlite"\. Did you mean "postgresql"\?/,
    ],
    [
      'a missing provider',
      { database: {} },
      'CONFIG_INVALID',
      { path: 'database.provider', line: 2 },
      /is missing; it must be one of/,
    ],
    [
      'a wrong version',
      shop({ schema_version: '2.0' }),
      'CONFIG_INVALID',
      { path: 'schema_version' },
      /must be "1.0"/,
    ],
    [
      'a later tool',
      { database: { provider: 'mysql', migration_tool: 'knex' } },
      'UNSUPPORTED',
      { path: 'database.migration_tool', line: 4 },
      /"knex" is not supported yet/,
    ],
    [
      'a misspelt tool',
      { database: { provider: 'mysql', migration_tool: 'prismo' } },
      'CONFIG_INVALID',
      { path: 'database.migration_tool' },
      /mean "prisma"/,
    ],
    [
      'a wrong type',
      shop({ migrations: { timeout_seconds: '9' } }),
      'CONFIG_INVALID',
      { path: 'migrations.timeout_seconds' },
      /must be a number, but it is a string/,
    ],
    [
      'zero seconds',
      shop({ migrations: { timeout_seconds: 0 } }),
      'CONFIG_INVALID',
      { path: 'migrations.timeout_seconds' },
      /greater than 0/,
    ],
    [
      'too many seconds',
      shop({ migrations: { timeout_seconds: 1e9 } }),
      'CONFIG_INVALID',
      { path: 'migrations.timeout_seconds' },
      /at most/,
    ],
    [
      'an empty folder',
      shop({ migrations: { directory: '' } }),
      'CONFIG_INVALID',
      { path: 'migrations.directory' },
      /not be empty/,
    ],
    [
      'an array for an object',
      shop({ environments: [] }),
      'CONFIG_INVALID',
      { path: 'environments' },
      /must be an object, but it is an array/,
    ],
    [
      'null',
      shop({ safety: null }),
      'CONFIG_INVALID',
      { path: 'safety' },
      /must be an object, but it is null/,
    ],
    ['a list at the top', [], 'CONFIG_INVALID', { line: 1 }, /The configuration must be an object/],
    [
      'a bad environment name',
      shop({ environments: { 'a b': {} } }),
      'CONFIG_INVALID',
      { path: 'environments.a b' },
      /no usable name/,
    ],
    [
      'a bad protected name',
      shop({ safety: { protected_environments: ['a:b'] } }),
      'CONFIG_INVALID',
      { path: 'safety.protected_environments[0]' },
      /no usable name/,
    ],
    [
      'an operation of a later release',
      shop({ safety: { require_approval_for: ['rollback'] } }),
      'CONFIG_INVALID',
      { path: 'safety.require_approval_for[0]' },
      /must be one of "migrate", "seed", "reset"/,
    ],
    [
      'both forms',
      { ...minimal, databases: { a: { provider: 'sqlite' } } },
      'CONFIG_INVALID',
      { path: 'databases' },
      /exclude each other/,
    ],
    ['no databases', { databases: {} }, 'CONFIG_INVALID', { path: 'databases' }, /is empty/],
    ['no database at all', { environments: {} }, 'CONFIG_INVALID', { line: 1 }, /describes no database/],
    [
      'a connection nobody uses',
      { databases: { a: { provider: 'sqlite', environments: {} } }, environments },
      'CONFIG_INVALID',
      { path: 'environments.dev.connection_string_env' },
      /used by no database/,
    ],
    [
      'a misspelt protected environment',
      shop({ safety: { protected_environments: ['prodution'] } }),
      'CONFIG_INVALID',
      { path: 'safety.protected_environments[0]' },
      /while "production" is not protected/,
    ],
    [
      'a protected environment that does not ask',
      shop({ environments: { production: { require_approval: false } } }),
      'CONFIG_INVALID',
      { path: 'environments.production.require_approval', line: 7 },
      /protected environments always ask/,
    ],
    [
      'a key that stands twice',
      '{\n"database": {"provider": "sqlite"},\n"environments": {\n"dev": {},\n"dev": {}}}',
      'CONFIG_INVALID',
      { path: 'environments.dev', line: 5 },
      /stands twice/,
    ],
    [
      'a syntax error',
      '{\n  "database": {\n    "provider" "sqlite"\n}}',
      'CONFIG_SYNTAX',
      { line: 3 },
      /not valid JSON/,
    ],
    ['text behind the end', '{}\n{}', 'CONFIG_SYNTAX', { line: 2 }, /not valid JSON/],
    ['an empty file', '', 'CONFIG_SYNTAX', { line: 1 }, /not valid JSON/],
  ])('%s', async (_title, content, code, location, message) => {
    write(PROJECT, content);
    const error = await failure(load());
    expect(error.code).toBe(code);
    expect(error.location).toMatchObject({ file: PROJECT, ...location });
    expect(error.message).toMatch(message);
  });

  it('lists all problems of a file at once', async () => {
    write(PROJECT, { database: { provider: 'x' }, foo: 1, environments: { dev: { tls: 1, bar: 2 } } });
    const error = await failure(load());
    expect(error.location).toMatchObject({ path: 'database.provider', line: 3 });
    for (const place of [
      `${PROJECT}:5 (foo)`,
      `${PROJECT}:8 (environments.dev.tls)`,
      `${PROJECT}:9 (environments.dev.bar)`,
    ]) {
      expect(error.message).toContain(place);
    }
  });

  it('never shows a URL that stands where a name should', async () => {
    write(PROJECT, {
      ...minimal,
      environments: { dev: { connection_string_env: 'postgresql://u:hunter2@h/d' } },
    });
    const error = await failure(load());
    expect(error.message).toContain('must be the name of an environment variable');
    expect(error.remedy.join()).toContain('.env');
    for (const text of [inspect(error), JSON.stringify(error), String(error.stack)])
      expect(text).not.toContain('hunter2');
  });

  it('tells which file is missing', async () => {
    expect(await failure(load())).toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      location: { file: PROJECT, project: 'shop' },
      remedy: ['Create it: nx g faber-db:init shop'],
    });
    expect((await failure(readConfigFile(join(root, 'x.json')))).code).toBe('CONFIG_NOT_FOUND');
    mkdirSync(join(root, PROJECT), { recursive: true });
    expect(await failure(load())).toMatchObject({ code: 'CONFIG_INVALID', causeCode: 'EISDIR' });
  });
});

describe('policy of the workspace', () => {
  it('is inherited', async () => {
    write(CONFIG_PATH, {
      environments: { dev: { tls: 'require', require_approval: true, shared_database: true }, other: {} },
      migrations: { timeout_seconds: 30, lock_timeout_seconds: 3, statement_timeout_seconds: 2 },
      safety: {
        protected_environments: ['production', 'live'],
        require_approval_for: ['migrate', 'seed', 'reset'],
      },
    });
    write(PROJECT, minimal);
    const config = await load();
    expect(config.files).toEqual([join(root, CONFIG_PATH), join(root, PROJECT)]);
    expect(config.databases[0]).toMatchObject({
      migrations: { timeoutSeconds: 30, lockTimeoutSeconds: 3, statementTimeoutSeconds: 2 },
      environments: [
        { name: 'dev', tls: 'require', requiresApproval: ['migrate', 'seed', 'reset'], sharedDatabase: true },
        { name: 'production', isProtected: true },
      ],
    });
    expect(config.databases[0]?.environments).toHaveLength(2);
  });

  // key, workspace, looser, tighter
  const cases: [string, unknown, unknown, unknown][] = [
    ['environments.production.tls', 'verify-ca', 'require', 'verify-full'],
    ['environments.production.tls', 'require', 'off', 'require'],
    ['environments.dev.require_approval', true, false, true],
    ['environments.dev.shared_database', false, true, false],
    ['migrations.timeout_seconds', 300, 301, 299],
    ['migrations.lock_timeout_seconds', 60, 61, 60],
    ['migrations.statement_timeout_seconds', 10, 11, 1],
    [
      'safety.protected_environments',
      ['production', 'staging'],
      ['production'],
      ['staging', 'live', 'production'],
    ],
    ['safety.require_approval_for', ['migrate', 'reset'], ['migrate'], ['reset', 'migrate', 'seed']],
    ['environments.production.promote_from', 'staging', 'dev', 'staging'],
    ['migrations.max_blocking_seconds', 0.5, 1, 0.2],
    ['safety.health_check_before_deploy', true, false, true],
    ['safety.health_check_after_deploy', true, false, true],
    ['safety.backup_enforcement.production', 'recommended', 'optional', 'required'],
    ['safety.destructive_operations.drop_table.allowed', false, true, false],
    ['safety.destructive_operations.drop_table.approval', 'enhanced', 'standard', 'enhanced'],
    ['safety.destructive_operations.drop_table.require_backup', true, false, true],
    ['safety.destructive_operations.drop_table.row_threshold', 10, 11, 9],
    ['safety.rules.truncate', 'critical', 'high', 'critical'],
    ['safety.approval_timeouts.standard', 10, 11, 9],
    ['safety.approval_timeouts.enhanced', 10, 11, 9],
    ['safety.approvals.required', 2, 1, 3],
    ['safety.approvals.allowed_signers', 'a', 'b', 'a'],
    ['safety.approvals.forbid_self_approval', true, false, true],
    ['safety.approvals.expires_minutes', 10, 1441, 9],
    ['journal.directory', 'a', 'b', 'a'],
    ['journal.database_table', true, false, true],
  ];
  /** Keys with a default that is a rule too, once the workspace has a file. */
  const RULED_BY_DEFAULT = [
    'safety.require_approval_for',
    'safety.destructive_operations.drop_table.allowed',
    'safety.destructive_operations.drop_table.row_threshold',
    'safety.approvals.forbid_self_approval',
    'safety.approvals.expires_minutes',
  ];

  it('has a case for every rule', () => {
    const keys = cases.map(([key]) =>
      key.replace(
        /((?<!protected_)environments|backup_enforcement|destructive_operations|rules)\.\w+/,
        '$1.*',
      ),
    );
    const rules = POLICY_RULES.map(({ key }) => key.join('.'));
    // A reason is a text: no other text is looser.
    expect(new Set(rules.filter((key) => !key.endsWith('.block_reason')))).toEqual(new Set(keys));
  });

  function containing(key: string, value: unknown, base: object = {}): object {
    const result = structuredClone(base) as Record<string, never>;
    const parts = key.split('.');
    let current: Record<string, unknown> = result;
    for (const part of parts.slice(0, -1)) current = (current[part] ??= {}) as Record<string, unknown>;
    current[parts.at(-1) as string] = value;
    return result;
  }

  it.each(cases)('%s %j cannot become %j', async (key, policy, looser) => {
    write(CONFIG_PATH, containing(key, policy));
    write(PROJECT, containing(key, looser, minimal));
    const error = await failure(load());
    expect(error.code).toBe('CONFIG_LOOSENS_POLICY');
    expect(error.location).toMatchObject({ file: PROJECT, path: key, line: expect.any(Number) });
    expect(error.message).toMatch(new RegExp(`${PROJECT}:\\d+ \\(${key}\\) sets`));
    expect(error.message).toMatch(new RegExp(`in ${CONFIG_PATH}:\\d+ \\(${key}\\)`));
  });

  it.each(cases)(
    '%s %j is no rule that %j could break if the workspace is silent',
    async (key, _policy, looser) => {
      write(CONFIG_PATH, {});
      write(PROJECT, containing(key, looser, minimal));
      if (RULED_BY_DEFAULT.includes(key)) {
        expect((await failure(load())).message).toContain(`(${key}, by default)`);
      } else {
        await load();
      }
    },
  );

  it('is that rules keep their default risk, unless it says otherwise', async () => {
    write(CONFIG_PATH, {});
    write(PROJECT, containing('safety.rules.truncate', 'medium', minimal));
    expect((await failure(load())).message).toContain('looser than "high"');
    write(PROJECT, containing('safety.rules.truncate', 'critical', minimal));
    expect((await load()).safety.rules).toEqual({ truncate: 'critical' });
  });

  it.each(cases)('%s %j can stay silent or become tighter: %s, %j', async (key, policy, _looser, tighter) => {
    write(CONFIG_PATH, containing(key, policy));
    write(PROJECT, containing(key, tighter, minimal));
    await load();
    write(PROJECT, minimal);
    await load();
  });

  it.each<[string, string, unknown, string, unknown]>([
    [
      'tls',
      'environments.production.tls',
      'verify-full',
      'databases.a.environments.production.tls',
      'require',
    ],
    [
      'sharing',
      'environments.dev.shared_database',
      false,
      'databases.a.environments.dev.shared_database',
      true,
    ],
    ['time', 'migrations.timeout_seconds', 5, 'databases.a.migrations.timeout_seconds', 6],
  ])('cannot be loosened for one database: %s', async (_title, key, policy, own, value) => {
    write(CONFIG_PATH, containing(key, policy));
    write(PROJECT, containing(own, value, { databases: { a: { provider: 'sqlite' } } }));
    expect(await failure(load())).toMatchObject({ code: 'CONFIG_LOOSENS_POLICY', location: { path: own } });
  });

  it('protects production by default', async () => {
    write(CONFIG_PATH, {});
    write(PROJECT, { ...minimal, safety: { protected_environments: [] } });
    expect((await failure(load())).code).toBe('CONFIG_LOOSENS_POLICY');
  });

  it('is not switched off by require_approval in a protected environment', async () => {
    write(CONFIG_PATH, { safety: { protected_environments: ['production', 'dev'] } });
    write(PROJECT, { ...minimal, environments: { dev: { require_approval: false } } });
    expect((await failure(load())).message).toContain(`${CONFIG_PATH}:3 (safety.protected_environments)`);
  });

  it('refuses what could only be meant for a project', async () => {
    write(CONFIG_PATH, { environments, migrations: { directory: 'x' } });
    write(PROJECT, minimal);
    const error = await failure(load());
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', location: { file: CONFIG_PATH } });
    expect(error.message).toContain('migrations.directory');
  });

  it("does not hand a root project's connections to other projects", async () => {
    write(CONFIG_PATH, {
      ...minimal,
      environments: { ...environments, live: { connection_string_env: 'LIVE' } },
    });
    write(PROJECT, { database: { provider: 'sqlite' }, environments: { dev: {} } });
    expect((await load()).databases[0]?.environments).toMatchObject([
      { name: 'dev', connectionVariable: undefined },
    ]);
  });
});

describe('FABER_DB_CONFIG', () => {
  it('names another project file, which cannot loosen either file', async () => {
    write(CONFIG_PATH, { environments: { production: { tls: 'require' } } });
    write(PROJECT, { ...minimal, environments: { production: { tls: 'verify-full' } } });
    write('other.json', {
      database: { provider: 'sqlite' },
      environments: { production: { tls: 'verify-ca' } },
    });
    expect(await failure(load('apps/shop', { FABER_DB_CONFIG: 'other.json' }))).toMatchObject({
      code: 'CONFIG_LOOSENS_POLICY',
      location: { file: 'other.json', path: 'environments.production.tls' },
    });
    write('other.json', { database: { provider: 'sqlite' }, environments: { ci: {} } });
    const config = await load('apps/shop', { FABER_DB_CONFIG: 'other.json' });
    expect(config.databases).toMatchObject([{ provider: 'sqlite', environments: [{ name: 'ci' }] }]);
    expect(config.files).toHaveLength(3);
  });

  it('must exist', async () => {
    write(PROJECT, minimal);
    expect(await failure(load('apps/shop', { FABER_DB_CONFIG: '/nowhere.json' }))).toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      location: { variable: 'FABER_DB_CONFIG' },
    });
    expect((await load('apps/shop', { FABER_DB_CONFIG: '' })).files).toHaveLength(1);
  });
});
