import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { detectAutomatedAgent } from '@faber-db/prisma-schema-engine';
import { runProcess, type ProcessOptions, type ProcessOutcome } from './run-process';

const repository = join(__dirname, '../../../..');
const packageRoot = join(repository, 'packages/nx-plugin');
export const PROGRAM = join(packageRoot, 'bin/faber-db.js');
const NX = nxProgram();

/** Package in the workspace → where it is in this repository's `node_modules`. */
const LINKS = {
  nx: 'nx',
  '@nx/devkit': '@nx/devkit',
  'faber-db': 'faber-db',
  prisma: 'prisma-7',
};

export interface WorkspaceOptions {
  daemon?: boolean;
  pluginOptions?: Record<string, unknown>;
  /** Variables for all processes of the workspace. */
  env?: Record<string, string>;
}

type RunOptions = Partial<Omit<ProcessOptions, 'env'>> & { env?: Record<string, string | undefined> };

/** A throw-away Nx workspace that uses the built packages of this repository. */
export class TestWorkspace {
  readonly root: string;
  private readonly env: NodeJS.ProcessEnv;

  constructor(private readonly options: WorkspaceOptions = {}) {
    if (!existsSync(join(packageRoot, 'dist/plugin.js'))) throw new Error('Build first: npm run build');
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'faber-db-nx-')));
    for (const [name, source] of Object.entries(LINKS)) {
      const link = this.path('node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(repository, 'node_modules', source), link);
    }
    this.env = { ...neutralEnvironment(), ...this.nxEnvironment(), ...options.env };
    this.write('package.json', { name: 'workspace', private: true });
    this.write('.gitignore', 'node_modules\n.nx\n*.db*\n.env*\n');
    this.write('nx.json', {
      analytics: false,
      neverConnectToCloud: true,
      plugins: [{ plugin: 'faber-db', options: options.pluginOptions ?? {} }],
    });
  }

  private nxEnvironment(): NodeJS.ProcessEnv {
    return {
      NX_DAEMON: String(this.options.daemon === true),
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      // By default Nx shares both with every other clone of a repository.
      NX_CACHE_DIRECTORY: join(this.root, '.nx/cache'),
      NX_WORKSPACE_DATA_DIRECTORY: join(this.root, '.nx/workspace-data'),
    };
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  /** Writes a file; an object becomes JSON. */
  write(path: string, content: string | object): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(
      this.path(path),
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
    );
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  copy(from: string, to: string): void {
    cpSync(this.path(from), this.path(to));
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  /** A project with a faber-db configuration and a Prisma schema in `apps/<name>`. */
  project(name: string, config: object, projectJson: object = {}): void {
    const provider = (config as { database?: { provider?: string } }).database?.provider ?? 'sqlite';
    this.write(`apps/${name}/project.json`, { name, ...projectJson });
    this.write(`apps/${name}/.fractary/plugins/faber-db/config.json`, config);
    this.write(
      `apps/${name}/prisma/schema.prisma`,
      `datasource db {\n  provider = "${provider}"\n}\n\nmodel Note {\n  id Int @id\n}\n`,
    );
    this.write(`apps/${name}/prisma/migrations/migration_lock.toml`, `provider = "${provider}"\n`);
  }

  migration(project: string, name: string, sql: string): void {
    this.write(`apps/${project}/prisma/migrations/${name}/migration.sql`, sql);
  }

  /** Plans what is pending in an environment; the digest of the plan. */
  async planDigest(project: string, environment: string): Promise<string> {
    const { exitCode, stdout, output } = await this.faberDb(
      `plan ${project} --env ${environment} --format json`,
    );
    if (exitCode !== 0) throw new Error(output);
    return (JSON.parse(stdout) as { plan: { digest: string } }).plan.digest;
  }

  nx(args: string, options: RunOptions = {}): Promise<ProcessOutcome> {
    return this.run(process.execPath, [NX, ...args.split(' ')], options);
  }

  faberDb(args: string, options: RunOptions = {}): Promise<ProcessOutcome> {
    return this.run(process.execPath, [PROGRAM, ...args.split(' ')], options);
  }

  /** The same on a pseudo-terminal, made by util-linux's `script`; `onOutput` may type. */
  onTerminal(program: 'nx' | 'faber-db', args: string, options: RunOptions = {}): Promise<ProcessOutcome> {
    return this.commandOnTerminal(
      `"${process.execPath}" "${program === 'nx' ? NX : PROGRAM}" ${args}`,
      options,
    );
  }

  /** Any shell command on a pseudo-terminal. */
  commandOnTerminal(command: string, options: RunOptions = {}): Promise<ProcessOutcome> {
    // A pseudo-terminal made for a pipe has no size, and nothing can be drawn on it.
    const sized = `stty rows 40 cols 120; ${command}`;
    return this.run('script', ['-qfec', sized, '/dev/null'], { onOutput: () => undefined, ...options });
  }

  run(
    program: string,
    args: readonly string[],
    { env, ...options }: RunOptions = {},
  ): Promise<ProcessOutcome> {
    return runProcess(program, args, { cwd: this.root, ...options, env: { ...this.env, ...env } });
  }

  async git(...args: string[]): Promise<void> {
    const identity = [
      '-c',
      'user.name=test',
      '-c',
      'user.email=test@example.com',
      '-c',
      'commit.gpgsign=false',
    ];
    const { exitCode, output } = await this.run('git', [...identity, ...args]);
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${output}`);
  }

  async dispose(): Promise<void> {
    if (this.options.daemon === true) await this.nx('daemon --stop');
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/**
 * Our own environment without what tells Nx, CI services, terminals or automated agents about themselves: the
 * tests are the same wherever they are started, and those that approve are the person.
 */
function neutralEnvironment(): NodeJS.ProcessEnv {
  const dropped = /^(NX_|CI$|GITHUB_|GITLAB_|JEST_|npm_|FORCE_COLOR$|NO_COLOR$|FABER_DB_|DATABASE_URL$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
  for (
    let agent = detectAutomatedAgent(env);
    agent && agent.marker in env;
    agent = detectAutomatedAgent(env)
  ) {
    delete env[agent.marker];
  }
  return env;
}

function nxProgram(): string {
  const manifest = JSON.parse(readFileSync(join(repository, 'node_modules/nx/package.json'), 'utf8')) as {
    bin: { nx: string };
  };
  return join(repository, 'node_modules/nx', manifest.bin.nx);
}
