import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCommand, succeed, type CommandOptions, type CommandResult } from './command';
import { plainEnvironment } from './environment';

/** The Nx that our own repository is built with. */
export const defaultNx = { nx: '23.2.1', '@nx/devkit': '23.2.1' };
/** The newest of either package in Prisma's two lines. */
export const prisma7 = { prisma: '7.10.1', '@prisma/client': '7.10.0' };
export const prisma6 = { prisma: '6.19.3', '@prisma/client': '6.19.3' };

export interface WorkspaceOptions {
  /** The folder's name. */
  name: string;
  /** Packages that the user had before faber-db, with exact versions. */
  devDependencies?: Record<string, string>;
  /** Further files by path. */
  files?: Record<string, string>;
  /** Environment variables of all commands. */
  env?: NodeJS.ProcessEnv;
}

/**
 * A throw-away folder of a user, outside of our repository, so that nothing resolves from there.
 */
export class Workspace {
  private constructor(
    readonly folder: string,
    /** Environment variables of all commands; tests may add to them. */
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * A workspace with the files that `create-nx-workspace` writes and one application, `apps/api`, installed
   * with npm and committed to Git.
   */
  static async createNx(options: WorkspaceOptions): Promise<Workspace> {
    const { devDependencies = defaultNx } = options;
    const workspace = await Workspace.create({
      ...options,
      devDependencies,
      files: { ...nxFiles, ...options.files },
    });
    await workspace.commit('Initial commit');
    return workspace;
  }

  /** A plain npm project. */
  static async create({
    name,
    devDependencies = {},
    files = {},
    env = {},
  }: WorkspaceOptions): Promise<Workspace> {
    const folder = temporaryFolder(name);
    const workspace = new Workspace(folder, {
      ...plainEnvironment(),
      npm_config_registry: process.env['FABER_DB_E2E_REGISTRY'],
      ...nxFolders(folder),
      ...env,
    });
    workspace.write(
      'package.json',
      JSON.stringify({ name, version: '0.0.0', private: true, devDependencies }, null, 2),
    );
    for (const [file, text] of Object.entries({ '.gitignore': 'node_modules\n.nx\n.env\n', ...files })) {
      workspace.write(file, text);
    }
    if (Object.keys(devDependencies).length > 0) await workspace.install();
    return workspace;
  }

  /** Another folder with the same content, node_modules and Git history included. */
  async copy(name: string): Promise<Workspace> {
    const folder = temporaryFolder(name);
    await this.run('cp', ['-a', `${this.folder}/.`, folder]);
    return new Workspace(folder, { ...this.env, ...nxFolders(folder) });
  }

  /** Runs a program in the workspace; it has to succeed. */
  async run(program: string, args: string[], options: Partial<CommandOptions> = {}): Promise<CommandResult> {
    return succeed(program, args, this.options(options));
  }

  /** Runs a program in the workspace, however it ends. */
  async attempt(
    program: string,
    args: string[],
    options: Partial<CommandOptions> = {},
  ): Promise<CommandResult> {
    return runCommand(program, args, this.options(options));
  }

  /** `npx nx …`, which has to succeed; without npx's third of a second. */
  nx(...args: string[]): Promise<CommandResult> {
    return this.run(this.bin('nx'), args);
  }

  /** `npx nx …`, however it ends. */
  attemptNx(...args: string[]): Promise<CommandResult> {
    return this.attempt(this.bin('nx'), args);
  }

  /** Path of a program that a package of the workspace installed. */
  bin(name: string): string {
    return path.join(this.folder, 'node_modules/.bin', name);
  }

  path(file: string): string {
    return path.join(this.folder, file);
  }

  exists(file: string): boolean {
    return fs.existsSync(this.path(file));
  }

  read(file: string): string {
    return fs.readFileSync(this.path(file), 'utf8');
  }

  write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(this.path(file)), { recursive: true });
    fs.writeFileSync(this.path(file), text);
  }

  /** Replaces a file's content by a function of it. */
  edit(file: string, change: (text: string) => string): void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`The change of ${file} changed nothing:\n${before}`);
    this.write(file, after);
  }

  /** Names of the entries of a folder, sorted; none if there is no such folder. */
  list(folder: string): string[] {
    return this.exists(folder) ? fs.readdirSync(this.path(folder)).sort() : [];
  }

  async commit(message: string): Promise<void> {
    const identity = [
      '-c',
      'user.name=e2e',
      '-c',
      'user.email=e2e@example.invalid',
      '-c',
      'commit.gpgsign=false',
    ];
    if (!this.exists('.git')) await this.run('git', ['init', '--quiet', '--initial-branch=main']);
    await this.run('git', ['add', '--all']);
    await this.run('git', [...identity, 'commit', '--quiet', '--no-verify', '--allow-empty', '-m', message]);
  }

  /** Stops what still runs in the workspace. The test run removes the folder after searching it for secrets. */
  async dispose(): Promise<void> {
    if (this.exists('nx.json')) await this.attempt(this.bin('nx'), ['daemon', '--stop']);
    if (!process.env['FABER_DB_TEST_SECRET_FILE'])
      fs.rmSync(path.dirname(this.folder), { recursive: true, force: true });
  }

  private options({ env, ...options }: Partial<CommandOptions>): CommandOptions {
    return { cwd: this.folder, ...options, env: { ...this.env, ...env } };
  }

  /** The packages that have nothing to do with us come from npm's usual registry, where npm's cache helps. */
  private async install(): Promise<void> {
    const env = { npm_config_registry: plainEnvironment()['npm_config_registry'] };
    await this.run('npm', ['install', '--prefer-offline', '--no-progress'], { env });
  }
}

/** A new folder whose own name is `name`: outside of Nx, that is the project's. */
function temporaryFolder(name: string): string {
  const folder = path.join(fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'fdb-')), name);
  fs.mkdirSync(folder);
  return folder;
}

/** By default Nx 23.2 shares its cache between all workspaces with the same Git history. */
const nxFolders = (folder: string) => ({
  NX_CACHE_DIRECTORY: path.join(folder, '.nx/cache'),
  NX_WORKSPACE_DATA_DIRECTORY: path.join(folder, '.nx/workspace-data'),
});

const nxFiles = {
  'nx.json': JSON.stringify(
    {
      $schema: './node_modules/nx/schemas/nx-schema.json',
      analytics: false,
      neverConnectToCloud: true,
      defaultBase: 'main',
      namedInputs: {
        default: ['{projectRoot}/**/*', 'sharedGlobals'],
        production: ['default'],
        sharedGlobals: [],
      },
    },
    null,
    2,
  ),
  'tsconfig.base.json': JSON.stringify({ compilerOptions: { target: 'es2022', strict: true } }, null, 2),
  'apps/api/project.json': JSON.stringify(
    {
      name: 'api',
      $schema: '../../node_modules/nx/schemas/project-schema.json',
      sourceRoot: 'apps/api/src',
      projectType: 'application',
      targets: {},
    },
    null,
    2,
  ),
  'apps/api/src/main.ts': "console.log('Hello API');\n",
};
