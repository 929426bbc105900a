#!/usr/bin/env node
// PgBouncer in front of a test cluster.
//
//   FABER_DB_TEST_PG_URL=… node tools/test-servers/pgbouncer.mjs run [transaction|session|statement]
//
// prints `{"url": …}` (same user and database as the cluster's URL, PgBouncer's port) once it
// accepts connections, and runs until its stdin ends or it gets SIGTERM.
// As a module: `startPgbouncer({ baseDir, postgresUrl, poolMode })`.
import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { accepts, ensureDebianPackage, freePort, sleep, unprivilegedUser } from './support.mjs';

const PROGRAM = '/usr/sbin/pgbouncer';

/**
 * Starts PgBouncer in front of the server of `postgresUrl`, for every database of it.
 * @param poolMode PgBouncer's `pool_mode`; `transaction` by default
 * @param poolSize server connections per database and user; 2 by default
 * @returns `{ url, port, stop() }`; `stop()` also deletes `baseDir`
 */
export async function startPgbouncer({ baseDir, postgresUrl, poolMode = 'transaction', poolSize = 2 }) {
  await ensureDebianPackage('pgbouncer', () => existsSync(PROGRAM));
  const owner = unprivilegedUser();
  const server = new URL(postgresUrl);
  const quote = (text) => `"${decodeURIComponent(text).replaceAll('"', '""')}"`;
  mkdirSync(baseDir, { recursive: true });

  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const users = path.join(baseDir, 'users.txt');
    const config = path.join(baseDir, 'pgbouncer.ini');
    const log = path.join(baseDir, 'pgbouncer.log');
    writeFileSync(users, `${quote(server.username)} ${quote(server.password)}\n`, { mode: 0o600 });
    writeFileSync(
      config,
      [
        '[databases]',
        `* = host=${server.hostname} port=${server.port}`,
        '[pgbouncer]',
        'listen_addr = 127.0.0.1',
        `listen_port = ${port}`,
        'unix_socket_dir =',
        'auth_type = scram-sha-256',
        `auth_file = ${users}`,
        `pool_mode = ${poolMode}`,
        `default_pool_size = ${poolSize}`,
        'max_client_conn = 100',
        'ignore_startup_parameters = extra_float_digits,options',
        `logfile = ${log}`,
        '',
      ].join('\n'),
      { mode: 0o600 },
    );
    for (const file of [baseDir, users, config]) chownSync(file, owner.uid, owner.gid);

    const child = spawn(PROGRAM, ['-q', config], {
      ...owner,
      cwd: '/',
      stdio: 'ignore',
      env: { PATH: process.env.PATH },
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    let running = true;
    void exited.then(() => (running = false));
    for (let i = 0; i < 100 && running && !(await accepts(port)); i++) await sleep(50);
    if (running) {
      server.port = String(port);
      const stop = async () => {
        child.kill('SIGTERM');
        await exited;
        rmSync(baseDir, { recursive: true, force: true });
      };
      return { url: server.href, port, stop };
    }
    if (attempt === 3) {
      const text = existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '(no log)';
      throw new Error(`PgBouncer did not start:\n${text}`);
    }
  }
}

async function main([command, poolMode]) {
  const postgresUrl = process.env.FABER_DB_TEST_PG_URL;
  if (command !== 'run' || !postgresUrl) {
    console.error(
      'usage: FABER_DB_TEST_PG_URL=… node tools/test-servers/pgbouncer.mjs run [transaction|session|statement]',
    );
    return 2;
  }
  const baseDir = mkdtempSync(path.join(os.tmpdir(), 'faber-db-pgbouncer-'));
  const pooler = await startPgbouncer({ baseDir, postgresUrl, poolMode });
  console.log(JSON.stringify({ url: pooler.url }));
  await new Promise((resolve) => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve);
    process.stdin.once('end', resolve).once('error', resolve).resume();
  });
  await pooler.stop();
  return 0;
}

if (process.argv[1] && fileURLToPath(import.meta.url) === path.resolve(process.argv[1])) {
  process.exit(await main(process.argv.slice(2)));
}
