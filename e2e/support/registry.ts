import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { succeed } from './command';
import { plainEnvironment } from './environment';

const repository = path.resolve(__dirname, '../..');

/** The folders of the packages that are published, dependencies first. */
export const packageFolders = ['prisma-schema-engine', 'core', 'nx-plugin'].map((name) =>
  path.join(repository, 'packages', name),
);

/** A running npm registry that has our packages and passes every other question on. */
export interface Registry {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts Verdaccio on a free port of this machine and publishes the built packages to it.
 *
 * Questions for other packages go to the registry that npm is configured with.
 * @throws Error when Verdaccio does not start or npm refuses a package
 */
export async function startRegistry(): Promise<Registry> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fdb-registry-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const configFile = path.join(folder, 'config.yaml');
  fs.writeFileSync(configFile, JSON.stringify(await verdaccioConfig(folder), null, 2));
  const server = fork(path.join(__dirname, 'verdaccio-server.mjs'), [configFile, String(port)], {
    cwd: folder,
    env: plainEnvironment(),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const stop = async () => {
    await end(server);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('message', () => resolve());
      server.once('exit', (code) => reject(new Error(`Verdaccio ended with exit code ${code}.`)));
    });
    await publishPackages(url, folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** Verdaccio reads YAML, of which JSON is a subset. */
async function verdaccioConfig(folder: string) {
  const upstream = await npmSetting('registry');
  const everybody = { access: '$all', publish: '$all', unpublish: '$all' };
  return {
    storage: path.join(folder, 'storage'),
    uplinks: { upstream: { url: upstream, timeout: '60s', max_fails: 100, maxage: '1d' } },
    packages: {
      '@faber-db/*': everybody,
      'faber-db': everybody,
      '**': { access: '$all', proxy: 'upstream' },
    },
    log: { type: 'stdout', format: 'json', level: 'fatal' },
    max_body_size: '50mb',
  };
}

async function publishPackages(url: string, folder: string) {
  // npm wants to see a login, whether the registry asks for one or not.
  const userConfig = path.join(folder, 'npmrc');
  fs.writeFileSync(userConfig, `//${new URL(url).host}/:_authToken=nobody\n`);
  const env = { ...plainEnvironment(), npm_config_registry: url, npm_config_userconfig: userConfig };
  for (const cwd of packageFolders) await succeed('npm', ['publish', '--tag', 'latest'], { cwd, env });
}

/** A setting of npm as it holds in this repository. */
async function npmSetting(name: string): Promise<string> {
  const { stdout } = await succeed('npm', ['config', 'get', name], {
    cwd: repository,
    env: plainEnvironment(),
  });
  return stdout.trim();
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function end(server: ChildProcess) {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.disconnect();
  await ended;
}
