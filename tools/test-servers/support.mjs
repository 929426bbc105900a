// What the private test servers have in common: Debian packages, the unprivileged
// user they run as, free ports, waiting, and the command line of those that are shared.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Set in the environment of the call that has the lock. */
const LOCKED = 'FABER_DB_TEST_SERVER_LOCKED';

/** Installs a Debian package if `isThere()` is false. Needs root for that; says so otherwise. */
export async function ensureDebianPackage(name, isThere) {
  if (isThere()) return;
  if (process.getuid() !== 0) {
    throw new Error(`Debian's package "${name}" is missing. Run as root: apt-get install -y ${name}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // apt-get does not wait for another one that is updating its lists, so ours take turns.
  const lockFile = path.join(os.tmpdir(), 'faber-db-test-apt.lock');
  const aptGet = (...args) =>
    run('flock', ['-o', lockFile, 'apt-get', ...args], { env, maxBuffer: 64 << 20 });
  await aptGet('update', '-qq');
  await aptGet('install', '-y', '--no-install-recommends', name);
  if (!isThere())
    throw new Error(`Debian's package "${name}" was installed but its program is still missing.`);
}

/** Whether a program can be started by its name. */
export function isInPath(program) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, program)));
}

/**
 * `{ uid, gid }` for child processes. PostgreSQL and PgBouncer refuse to run as root,
 * so root becomes `postgres` (or `nobody`); anybody else stays who they are.
 */
export function unprivilegedUser() {
  if (process.getuid() !== 0) return { uid: process.getuid(), gid: process.getgid() };
  const passwd = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = passwd.find(([name]) => name === 'postgres') ?? passwd.find(([name]) => name === 'nobody');
  if (!entry) throw new Error('Neither a user "postgres" nor "nobody" exists to run the test server as.');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export async function freePort() {
  const server = net.createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether something accepts TCP connections on 127.0.0.1:port. */
export async function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const done = (answer) => (socket.destroy(), resolve(answer));
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.setTimeout(2000, () => done(false));
  });
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Ends a process, if there is one: politely with `signal`, and with `finalSignal` if that takes too long. */
export async function endProcess(pid, signal, finalSignal) {
  if (!pid) return;
  for (const [each, tries] of [
    [signal, 150],
    [finalSignal, 50],
  ]) {
    if (isAlive(pid)) process.kill(pid, each);
    for (let i = 0; i < tries && isAlive(pid); i++) await sleep(100);
  }
}

/**
 * The command line of a test server: `start`, `stop` and `env` are about the one that all calls share.
 * @param server `script` is the path of its program, `serverPid(folder)` who runs in a folder,
 *   `start({ baseDir })` gives its state (`pid`, `port` and more), `stop(folder, state)` also cleans up
 *   (no state: not known), `variables(state)` are what `env` prints, `ownCommands` what else it can do
 * @returns the exit code
 */
export async function runServerCommand(server, args) {
  const { script, ownCommands = {} } = server;
  const name = path.basename(script, '.mjs');
  const [command] = args;
  const commands = ['start', 'stop', 'env', ...Object.keys(ownCommands)];
  if (!commands.includes(command)) {
    console.error(`usage: node tools/test-servers/${name}.mjs ${commands.join('|')}`);
    return 2;
  }
  if (Object.hasOwn(ownCommands, command)) {
    await ownCommands[command]();
    return 0;
  }
  const root = path.join(os.tmpdir(), 'faber-db-test-servers');
  mkdirSync(root, { recursive: true, mode: 0o755 });
  if (rerunUnderLock(path.join(root, `${name}.lock`), script, args)) return 0;
  const shared = { folder: path.join(root, name), stateFile: path.join(root, `${name}.json`) };
  if (command === 'stop') {
    await stopShared(server, shared);
    return 0;
  }
  const state = await startShared(server, shared);
  if (command === 'env') {
    for (const [variable, value] of Object.entries(server.variables(state))) {
      console.log(`export ${variable}='${value}'`);
    }
  }
  return 0;
}

async function startShared(server, { folder, stateFile }) {
  const known = readState(stateFile);
  const runs =
    known !== undefined &&
    known.pid === server.serverPid(folder) &&
    isAlive(known.pid) &&
    (await accepts(known.port));
  if (runs) return known;
  await stopShared(server, { folder, stateFile });
  const state = await server.start({ baseDir: folder });
  writeFileSync(stateFile, JSON.stringify(state), { mode: 0o600 });
  return state;
}

async function stopShared(server, { folder, stateFile }) {
  await server.stop(folder, readState(stateFile));
  rmSync(stateFile, { force: true });
}

function readState(stateFile) {
  return existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : undefined;
}

/**
 * Runs this script again under util-linux's `flock`, so that two calls at once take turns.
 * An operating system lock, since one kept in a file outlives a killed owner. `-o`: the
 * servers we start must not inherit it.
 */
function rerunUnderLock(lockFile, script, args) {
  if (process.env[LOCKED]) return false;
  if (!existsSync(script)) throw new Error(`${script} does not exist.`);
  execFileSync('flock', ['-o', '-w', '180', lockFile, process.execPath, script, ...args], {
    stdio: 'inherit',
    env: { ...process.env, [LOCKED]: '1' },
  });
  return true;
}
