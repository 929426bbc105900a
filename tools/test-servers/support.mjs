// What the private test servers have in common: Debian packages, the unprivileged
// user they run as, free ports, and waiting.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

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

/**
 * Runs this script again under util-linux's `flock`, so that two calls at once take turns.
 * An operating system lock, since one kept in a file outlives a killed owner. `-o`: the
 * servers we start must not inherit it.
 */
export function rerunUnderLock(lockFile, script, args, marker) {
  if (process.env[marker]) return false;
  if (!existsSync(script)) throw new Error(`${script} does not exist.`);
  execFileSync('flock', ['-o', '-w', '180', lockFile, process.execPath, script, ...args], {
    stdio: 'inherit',
    env: { ...process.env, [marker]: '1' },
  });
  return true;
}
