#!/usr/bin/env node
// A private MariaDB server for tests, made of Debian's programs.
//
//   node tools/test-servers/mariadb.mjs env      start the shared server if it does not run; print exports
//   node tools/test-servers/mariadb.mjs start    the same, prints nothing
//   node tools/test-servers/mariadb.mjs stop     stop the shared server and delete it
//   node tools/test-servers/mariadb.mjs run      one of your own until standard input ends; prints it as JSON
//
// As a module: `startMariadb({ baseDir })` starts one of your own.
//
// The administrator's password starts with `canary-`, so that a test can search every output for it.
// It never stands in a command line: `defaultsFile` is what clients take it from.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  endProcess,
  ensureDebianPackage,
  freePort,
  runServerCommand,
  sleep,
  unprivilegedUser,
} from './support.mjs';

const run = promisify(execFile);
const ADMIN = 'faber_admin';

/** Path of one of MariaDB's programs, or undefined. */
function findProgram(name) {
  return ['/usr/sbin', '/usr/bin'].map((folder) => path.join(folder, name)).find(existsSync);
}

/**
 * Starts a private server in `baseDir` (created; everything in it belongs to the server).
 * @returns `url` of the administrator on 127.0.0.1, `port`, `socket`, `defaultsFile` (for the
 *   `--defaults-file` of the client programs), `client` (path of the `mariadb` program), `pid`, and
 *   `stop()`, which also deletes `baseDir`.
 */
export async function startMariadb({ baseDir }) {
  // The -core packages: installing `mariadb-server` would also start a system-wide server.
  await ensureDebianPackage('mariadb-server-core', () => findProgram('mariadbd') !== undefined);
  await ensureDebianPackage('mariadb-client', () => findProgram('mariadb-dump') !== undefined);
  const owner = unprivilegedUser();
  const asOwner = { ...owner, cwd: '/', env: { PATH: process.env.PATH, HOME: '/', LC_ALL: 'C.UTF-8' } };

  rmSync(baseDir, { recursive: true, force: true });
  mkdirSync(baseDir, { recursive: true });
  chownSync(baseDir, owner.uid, owner.gid);
  chmodSync(baseDir, 0o711);

  const dataDir = path.join(baseDir, 'data');
  // Of its own: a server that starts deletes the internal temporary tables of all others in its folder.
  const temporaryDir = path.join(baseDir, 'tmp');
  mkdirSync(temporaryDir);
  chownSync(temporaryDir, owner.uid, owner.gid);
  // 107 bytes are the limit of a Unix socket's path.
  const socketDir = Buffer.byteLength(baseDir) < 90 ? baseDir : mkdtempSync(path.join('/tmp', 'fdb-my-'));
  if (socketDir !== baseDir) chownSync(socketDir, owner.uid, owner.gid);
  const socket = path.join(socketDir, 's.sock');
  const password = `canary-${randomBytes(18).toString('base64url')}`;
  const initFile = path.join(baseDir, 'init.sql');
  writeFileSync(
    initFile,
    `${[
      ...['localhost', '127.0.0.1'].flatMap((host) => [
        `CREATE USER '${ADMIN}'@'${host}' IDENTIFIED BY '${password}'`,
        `GRANT ALL ON *.* TO '${ADMIN}'@'${host}' WITH GRANT OPTION`,
      ]),
      'DROP USER root@localhost',
    ].join(';\n')};\n`,
    { mode: 0o600 },
  );
  chownSync(initFile, owner.uid, owner.gid);
  const defaultsFile = path.join(baseDir, 'client.cnf');
  writeFileSync(
    defaultsFile,
    `[client]\nuser=${ADMIN}\npassword=${password}\nsocket=${socket}\ndefault-character-set=utf8mb4\n`,
    { mode: 0o600 },
  );

  await run(
    findProgram('mariadb-install-db'),
    [
      '--no-defaults',
      `--datadir=${dataDir}`,
      `--tmpdir=${temporaryDir}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
    ],
    { ...asOwner, maxBuffer: 16 << 20 },
  );
  const { pid, port } = await startOnFreePort({
    baseDir,
    dataDir,
    temporaryDir,
    socket,
    initFile,
    defaultsFile,
    asOwner,
  });
  rmSync(initFile);
  return {
    url: `mysql://${ADMIN}:${password}@127.0.0.1:${port}/mysql`,
    port,
    socket,
    defaultsFile,
    client: findProgram('mariadb'),
    pid,
    stop: () => stopServer(baseDir, { socket }),
  };
}

async function startOnFreePort({ baseDir, dataDir, temporaryDir, socket, initFile, defaultsFile, asOwner }) {
  const logFile = path.join(baseDir, 'server.log');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const log = openSync(logFile, 'a', 0o600);
    const server = spawn(
      findProgram('mariadbd'),
      [
        '--no-defaults',
        `--datadir=${dataDir}`,
        `--tmpdir=${temporaryDir}`,
        `--socket=${socket}`,
        `--port=${port}`,
        `--pid-file=${path.join(dataDir, 'server.pid')}`,
        `--init-file=${initFile}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--character-set-server=utf8mb4',
        '--innodb-buffer-pool-size=32M',
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-doublewrite=0',
      ],
      { ...asOwner, stdio: ['ignore', log, log], detached: true },
    );
    closeSync(log);
    let exited = false;
    server.once('exit', () => (exited = true));
    for (let i = 0; i < 600 && !exited; i++) {
      // The port opens before the init file has been executed, and an answer there could be another server's.
      if (await answers(defaultsFile)) {
        server.unref();
        return { pid: server.pid, port };
      }
      await sleep(100);
    }
    if (!exited) process.kill(server.pid, 'SIGKILL');
    if (attempt < 3) continue; // somebody else may have taken the port meanwhile
    throw new Error(`MariaDB did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
  }
}

/** Whether the server lets its administrator in. */
async function answers(defaultsFile) {
  const client = run(findProgram('mariadb'), [`--defaults-file=${defaultsFile}`, '--execute=DO 1']);
  return client.then(
    () => true,
    () => false,
  );
}

function serverPid(baseDir) {
  const file = path.join(baseDir, 'data', 'server.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

async function stopServer(baseDir, state) {
  await endProcess(serverPid(baseDir), 'SIGTERM', 'SIGKILL');
  rmSync(baseDir, { recursive: true, force: true });
  if (state) rmSync(path.dirname(state.socket), { recursive: true, force: true });
}

/** Runs a server of our own until standard input ends, so that it cannot outlive who asked for it. */
async function runUntilInputEnds() {
  const baseDir = mkdtempSync(path.join(os.tmpdir(), 'fdb-mariadb-'));
  const server = await startMariadb({ baseDir });
  const ended = new Promise((resolve) => {
    process.stdin.once('end', resolve).once('error', resolve).resume();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  console.log(JSON.stringify(server));
  await ended;
  await server.stop();
  process.stdin.destroy();
}

const script = fileURLToPath(import.meta.url);
if (process.argv[1] && script === path.resolve(process.argv[1])) {
  const server = {
    script,
    serverPid,
    start: startMariadb,
    stop: stopServer,
    variables: ({ url, defaultsFile }) => ({
      FABER_DB_TEST_MARIADB_URL: url,
      FABER_DB_TEST_MARIADB_DEFAULTS: defaultsFile,
    }),
    ownCommands: { run: runUntilInputEnds },
  };
  process.exitCode = await runServerCommand(server, process.argv.slice(2));
}
