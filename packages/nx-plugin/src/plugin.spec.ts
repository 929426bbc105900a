import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CONFIG_PATH } from '@faber-db/core';
import type {
  AggregateCreateNodesError,
  NxJsonConfiguration,
  ProjectConfiguration,
  TargetConfiguration,
} from '@nx/devkit';
import { CONFIG_FILE } from './inference/config-file';
import { createNodes, createNodesV2, type FaberDbPluginOptions } from './plugin';

let workspaceRoot: string;

beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'faber-db-plugin-'));
});
afterEach(() => rmSync(workspaceRoot, { recursive: true, force: true }));

/** Writes a configuration (object or text) for the project in `root` and returns its path. */
function configure(root: string, config: unknown): string {
  const file = join(root, CONFIG_FILE);
  mkdirSync(dirname(join(workspaceRoot, file)), { recursive: true });
  writeFileSync(join(workspaceRoot, file), typeof config === 'string' ? config : JSON.stringify(config));
  return file;
}

async function infer(
  files: string[],
  options?: FaberDbPluginOptions,
  nxJsonConfiguration: NxJsonConfiguration = {},
) {
  const results = await createNodes[1](files, options, { workspaceRoot, nxJsonConfiguration });
  return Object.assign({}, ...results.map(([, { projects }]) => projects)) as Record<
    string,
    ProjectConfiguration
  >;
}

async function inferTargets(config: unknown, options?: FaberDbPluginOptions) {
  const projects = await infer([configure('apps/shop', config)], options);
  return projects['apps/shop']?.targets ?? {};
}

function target(targets: Record<string, TargetConfiguration>, name: string): TargetConfiguration {
  const found = targets[name];
  if (found === undefined) throw new Error(`no target ${name} among ${Object.keys(targets).join(', ')}`);
  return found;
}

const SHOP = {
  database: { provider: 'postgresql', migration_tool: 'prisma' },
  environments: {
    dev: { connection_string_env: 'DATABASE_URL' },
    production: {
      connection_string_env: 'PRODUCTION_URL',
      direct_connection_string_env: 'PRODUCTION_DIRECT_URL',
    },
  },
};

const ALL_TARGETS = [
  'db-create',
  'db-generate-migration',
  'db-lint',
  'db-plan',
  'db-approve',
  'db-migrate',
  'db-status',
  'db-seed',
  'db-reset',
  'db-validate',
  'db-resolve',
  'db-journal',
];

test('the configuration lies where the core looks for it', () => {
  expect(CONFIG_FILE).toBe(CONFIG_PATH);
});

test('both names that Nx knows lead to one function', () => {
  expect(createNodesV2).toBe(createNodes);
  expect(createNodes[0]).toBe('**/.fractary/plugins/faber-db/config.json');
});

describe('a project with one database', () => {
  test('gets every target, grouped', async () => {
    const projects = await infer([configure('apps/shop', SHOP)]);
    expect(Object.keys(projects)).toEqual(['apps/shop']);
    const shop = projects['apps/shop'];
    expect(Object.keys(shop?.targets ?? {})).toEqual(ALL_TARGETS);
    expect(shop?.metadata).toEqual({
      technologies: ['postgresql', 'prisma'],
      targetGroups: { Database: ALL_TARGETS },
    });
  });

  test('has one configuration for each environment', async () => {
    expect(target(await inferTargets(SHOP), 'db-migrate')).toEqual({
      executor: 'faber-db:migrate',
      options: { environment: 'dev' },
      configurations: { dev: { environment: 'dev' }, production: { environment: 'production' } },
      cache: false,
      inputs: [
        '{workspaceRoot}/.fractary/plugins/faber-db/config.json',
        '{projectRoot}/.fractary/plugins/faber-db/config.json',
        '{projectRoot}/prisma.config.{js,ts,mjs,cjs,mts,cts}',
        '{projectRoot}/.config/prisma.{js,ts,mjs,cjs,mts,cts}',
        '{projectRoot}/package.json',
        '{projectRoot}/**/*.prisma',
        '{projectRoot}/prisma/migrations/**/*',
        { env: 'FABER_DB_CONFIG' },
        { env: 'DATABASE_URL' },
        { env: 'PRODUCTION_URL' },
        { env: 'PRODUCTION_DIRECT_URL' },
      ],
      outputs: [],
      metadata: {
        description: 'Apply the pending migrations of an environment',
        technologies: ['postgresql', 'prisma'],
        help: {
          command: 'npx faber-db migrate --help',
          example: { options: { environment: 'staging' }, args: ['--dry-run'] },
        },
      },
    });
  });

  test('shows the status of all environments unless one is named', async () => {
    const status = target(await inferTargets(SHOP), 'db-status');
    expect(status.options).toEqual({});
    expect(status.configurations).toHaveProperty('production');
  });

  test('never guesses an environment: without dev there is no default', async () => {
    const targets = await inferTargets({ ...SHOP, environments: { production: {} } });
    expect(target(targets, 'db-migrate').options).toEqual({});
    expect(target(targets, 'db-migrate').configurations).toEqual({
      production: { environment: 'production' },
    });
  });

  test('nothing that changes or shows a database is cached unless asked for', async () => {
    const targets = await inferTargets(SHOP);
    const cached = Object.keys(targets).filter((name) => targets[name]?.cache);
    expect(cached).toEqual(['db-lint']);
    expect(target(targets, 'db-validate').configurations).toBeUndefined();
  });

  test('lint is cached by its files and by where the branch left its base', async () => {
    const lint = target(await inferTargets(SHOP), 'db-lint');
    expect(lint).toMatchObject({ cache: true, outputs: [], options: {} });
    expect(lint.configurations).toBeUndefined();
    for (const input of [
      '{workspaceRoot}/.fractary/plugins/faber-db/config.json',
      '{projectRoot}/prisma.config.{js,ts,mjs,cjs,mts,cts}',
      '{projectRoot}/**/*.prisma',
      '{projectRoot}/prisma/migrations/**/*',
      { env: 'DATABASE_URL' },
      { env: 'NX_BASE' },
      { runtime: expect.stringContaining("'origin/main', 'main', 'origin/master', 'master'") },
    ]) {
      expect(lint.inputs).toContainEqual(input);
    }
  });

  test('lint compares with the base that nx.json names, by one command for all projects', async () => {
    const files = ['apps/shop', 'apps/blog'].map((root) => configure(root, SHOP));
    const projects = await infer(files, {}, { defaultBase: 'develop' });
    const commands = Object.values(projects).flatMap(({ targets }) =>
      target(targets ?? {}, 'db-lint').inputs?.flatMap((input) =>
        typeof input === 'object' && 'runtime' in input ? [input.runtime] : [],
      ),
    );
    expect(commands).toHaveLength(2);
    expect(new Set(commands).size).toBe(1);
    expect(commands[0]).toContain("['origin/develop', 'develop']");
  });

  test('lint is not cached when the name of the base cannot stand in a command', async () => {
    const projects = await infer([configure('apps/shop', SHOP)], {}, { defaultBase: 'a"b' });
    expect(target(projects['apps/shop']?.targets ?? {}, 'db-lint').cache).toBe(false);
  });

  test('no target lists files of the repository as its outputs', async () => {
    for (const { outputs } of Object.values(await inferTargets(SHOP))) expect(outputs).toEqual([]);
  });

  test('reads seeds only where they are run', async () => {
    const targets = await inferTargets(SHOP);
    const readers = Object.keys(targets).filter((name) =>
      JSON.stringify(targets[name]?.inputs).includes('seed.*'),
    );
    expect(readers).toEqual(['db-seed', 'db-reset']);
  });

  test('follows configured paths, also out of the project', async () => {
    const migrations = { directory: '../../db/migrations', schema: 'db/schema.prisma' };
    const { inputs } = target(await inferTargets({ ...SHOP, migrations }), 'db-migrate');
    expect(inputs).toContain('{workspaceRoot}/db/migrations/**/*');
    expect(inputs).toContain('{projectRoot}/db/schema.prisma');
    expect(inputs).not.toContain('{projectRoot}/schema.prisma');
  });

  test('a schema folder is watched as a whole', async () => {
    const { inputs } = target(
      await inferTargets({ ...SHOP, migrations: { schema: './db/schema' } }),
      'db-migrate',
    );
    expect(inputs).toContain('{projectRoot}/db/schema/**/*');
  });
});

describe('a project with several databases', () => {
  const config = {
    databases: {
      main: { provider: 'postgresql' },
      analytics: {
        provider: 'sqlite',
        environments: { dev: { connection_string_env: 'ANALYTICS_URL' } },
        migrations: { directory: 'analytics/migrations' },
      },
    },
    environments: {
      dev: { connection_string_env: 'MAIN_URL' },
      staging: { connection_string_env: 'STAGING_URL' },
    },
  };

  test('has a target for each, and one for all where that is safe', async () => {
    const names = Object.keys(await inferTargets(config)).sort();
    expect(names).toEqual(
      [
        ...['create', 'lint', 'plan', 'migrate', 'status', 'seed'].flatMap((it) => [
          `db-${it}`,
          `db-${it}-main`,
          `db-${it}-analytics`,
        ]),
        ...['generate-migration', 'approve', 'reset', 'resolve', 'journal'].flatMap((it) => [
          `db-${it}-main`,
          `db-${it}-analytics`,
        ]),
        'db-validate',
      ].sort(),
    );
  });

  test('the target for all passes on the environment and what is typed behind it', async () => {
    const targets = await inferTargets(config);
    expect(target(targets, 'db-migrate')).toMatchObject({
      executor: 'nx:noop',
      dependsOn: [
        { target: 'db-migrate-main', params: 'forward' },
        { target: 'db-migrate-analytics', params: 'forward' },
      ],
      configurations: { dev: {}, staging: {} },
      cache: false,
    });
  });

  test('lint has a target for each, without environments', async () => {
    const targets = await inferTargets(config);
    expect(target(targets, 'db-lint-analytics')).toMatchObject({
      options: { database: 'analytics' },
      cache: true,
    });
    expect(target(targets, 'db-lint-analytics').inputs).toContain('{projectRoot}/analytics/migrations/**/*');
    expect(target(targets, 'db-lint')).toMatchObject({ executor: 'nx:noop', cache: false });
    expect(target(targets, 'db-lint').configurations).toBeUndefined();
  });

  test('each target reads its own files and exists in its own environments', async () => {
    const targets = await inferTargets(config);
    const analytics = target(targets, 'db-migrate-analytics');
    expect(analytics.options).toEqual({ database: 'analytics', environment: 'dev' });
    expect(analytics.configurations).toEqual({ dev: { environment: 'dev' } });
    expect(analytics.inputs).toContain('{projectRoot}/analytics/migrations/**/*');
    expect(analytics.inputs).toContainEqual({ env: 'ANALYTICS_URL' });
    expect(analytics.inputs).not.toContainEqual({ env: 'STAGING_URL' });
    expect(target(targets, 'db-migrate-main').inputs).not.toContain(
      '{projectRoot}/analytics/migrations/**/*',
    );
  });
});

describe("the workspace's own file", () => {
  test('holds policy only, unless it has a database', async () => {
    expect(await infer([configure('.', { safety: {} })])).toEqual({});
    const projects = await infer([configure('.', SHOP)]);
    expect(Object.keys(projects)).toEqual(['.']);
    const { inputs } = target(projects['.']?.targets ?? {}, 'db-migrate');
    expect(inputs?.filter((input) => String(input).includes('config.json'))).toHaveLength(1);
  });

  test('has rules for environments, but gives none to a project that lacks it', async () => {
    configure('.', { environments: { qa: { require_approval: true } } });
    const { configurations } = target(await inferTargets(SHOP), 'db-migrate');
    expect(Object.keys(configurations ?? {})).toEqual(['dev', 'production']);
  });
});

describe('plugin options', () => {
  test('rename the targets', async () => {
    const names = Object.keys(
      await inferTargets(SHOP, { targetPrefix: 'database:', statusTargetName: 'db-info' }),
    );
    expect(names).toContain('database:migrate');
    expect(names).toContain('db-info');
    expect(names).not.toContain('database:status');
  });

  test.each([
    [{ targetPrefx: 'x' }, 'no option "targetPrefx"'],
    [{ targetPrefix: 3 }, 'must be a string'],
    [{ cacheSideEffects: 'yes' }, 'must be a boolean'],
    [{ seedTargetName: 'x', resetTargetName: 'x' }, 'the same target name "x"'],
  ])('%j is refused', async (options, message) => {
    await expect(async () => inferTargets(SHOP, options as FaberDbPluginOptions)).rejects.toThrow(message);
  });

  test('cacheSideEffects adds a probe that fails closed, and waits for dependencies', async () => {
    const targets = await inferTargets(SHOP, { cacheSideEffects: true });
    const cached = Object.keys(targets).filter((name) => targets[name]?.cache);
    expect(cached).toEqual(['db-lint', 'db-migrate', 'db-status']);
    for (const name of ['db-migrate', 'db-status']) {
      const inputs = target(targets, name).inputs ?? [];
      const runtime = inputs.flatMap((input) =>
        typeof input === 'object' && 'runtime' in input ? [input.runtime] : [],
      );
      expect(runtime).toEqual([
        expect.stringMatching(
          /^node ".*faber-db\.js" fingerprint --project-root "apps\/shop" --target "db-(migrate|status)" 2>(\/dev\/null|NUL) \|\| node -p "crypto.randomUUID\(\)"$/,
        ),
      ]);
      expect(inputs).toContainEqual({ dependentTasksOutputFiles: '**/*' });
    }
  });

  test('a folder name that a shell could misread is not cached', async () => {
    const file = configure('apps/$(touch x)', SHOP);
    const projects = await infer([file], { cacheSideEffects: true });
    expect(target(projects['apps/$(touch x)']?.targets ?? {}, 'db-migrate').cache).toBe(false);
  });
});

describe('a broken configuration', () => {
  async function failure(files: string[]): Promise<AggregateCreateNodesError> {
    try {
      await infer(files);
    } catch (error) {
      return error as AggregateCreateNodesError;
    }
    throw new Error('nothing was thrown');
  }

  test.each([
    ['{ "database": ', /JSON/i],
    ['[]', /must be a JSON object/],
    ['{ "database": "postgresql" }', /"database" must be an object/],
    ['{ "database": {}, "databases": {} }', /exclude each other/],
    ['{ "databases": { "main": 3 } }', /"databases.main" must be an object/],
    ['{ "database": {}, "environments": { "dev": "url" } }', /"environments.dev" must be an object/],
  ])('%s is reported with its file and does not hide the others', async (text, reason) => {
    const broken = configure('apps/broken', text);
    const error = await failure([broken, configure('apps/shop', SHOP)]);
    expect(error.name).toBe('AggregateCreateNodesError');
    expect(error.errors).toEqual([
      [broken, expect.objectContaining({ message: expect.stringMatching(reason) })],
    ]);
    expect(error.partialResults).toHaveLength(1);
  });

  test('a file that is gone by now is reported too', async () => {
    const error = await failure([
      'apps/gone/.fractary/plugins/faber-db/config.json',
      configure('apps/shop', SHOP),
    ]);
    expect(error.errors).toEqual([
      [
        expect.stringContaining('apps/gone'),
        expect.objectContaining({ message: expect.stringContaining('ENOENT') }),
      ],
    ]);
    expect(error.partialResults).toHaveLength(1);
  });

  test('comments and trailing commas are no mistake', async () => {
    const targets = await inferTargets(
      '{ // shop\n "database": { "provider": "sqlite" }, "environments": {}, }',
    );
    expect(Object.keys(targets)).toEqual(ALL_TARGETS);
  });
});
