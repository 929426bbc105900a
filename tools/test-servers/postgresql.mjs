#!/usr/bin/env node
// A private PostgreSQL cluster for tests, made of Debian's binaries.
//
//   node tools/test-servers/postgresql.mjs env      start the shared cluster if it does not run; print exports
//   node tools/test-servers/postgresql.mjs start    the same, prints nothing
//   node tools/test-servers/postgresql.mjs stop     stop the shared cluster and delete it
//
// As a module: `startPostgresql({ baseDir })` starts one of your own.
//
// The superuser's password starts with `canary-`, so that a test can search every
// output for it. `pg_hba.conf` treats these roles specially (tests create them):
// `faber_tls_only` is refused without TLS, `faber_plain_only` with TLS, and
// `faber_client_cert` must present the client certificate.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endProcess, ensureDebianPackage, freePort, runServerCommand, unprivilegedUser } from './support.mjs';

const run = promisify(execFile);
const ADMIN = 'faber_admin';

/** Folder of the newest installed PostgreSQL programs, or undefined. */
function findBinaries() {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => path.join(root, version, 'bin'))
    .find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')));
}

/**
 * Starts a private cluster in `baseDir` (created; everything in it belongs to the cluster).
 * @param durable commit as a server does that keeps data (slower); tests do not need that, timings do
 * @returns `url` of the superuser on 127.0.0.1, `port`, `caFile` (signed the server's
 *   certificate, which is for `localhost` only), `clientCertificate`/`clientKey` for the role
 *   `faber_client_cert`, `socketDir` (undefined where the path is too long for a socket),
 *   and `stop()`, which also deletes `baseDir`.
 */
export async function startPostgresql({ baseDir, durable = false }) {
  await ensureDebianPackage('postgresql', () => findBinaries() !== undefined);
  const bin = findBinaries();
  const owner = unprivilegedUser();
  const asOwner = { ...owner, cwd: '/', env: { PATH: process.env.PATH, HOME: '/', LC_ALL: 'C.UTF-8' } };

  rmSync(baseDir, { recursive: true, force: true });
  mkdirSync(baseDir, { recursive: true });
  chownSync(baseDir, owner.uid, owner.gid);
  // Others may only pass through, to the CA certificate and the client's.
  chmodSync(baseDir, 0o711);

  const dataDir = path.join(baseDir, 'data');
  const logFile = path.join(baseDir, 'server.log');
  const password = `canary-${randomBytes(18).toString('base64url')}`;
  const certificates = await makeCertificates(baseDir, owner);

  const passwordFile = path.join(baseDir, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  chownSync(passwordFile, owner.uid, owner.gid);
  await run(
    path.join(bin, 'initdb'),
    [
      '-D',
      dataDir,
      '-U',
      ADMIN,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    asOwner,
  );
  rmSync(passwordFile);

  // 107 bytes are the limit of a Unix socket's path; the server adds `/.s.PGSQL.<port>`.
  const socketDir = Buffer.byteLength(baseDir) < 80 ? baseDir : undefined;
  writeFileSync(
    path.join(dataDir, 'postgresql.auto.conf'),
    [
      "listen_addresses = '127.0.0.1'",
      `unix_socket_directories = '${socketDir ?? ''}'`,
      'max_connections = 200',
      ...(durable ? [] : ['fsync = off', 'full_page_writes = off', 'synchronous_commit = off']),
      'jit = off',
      'password_encryption = scram-sha-256',
      'ssl = on',
      `ssl_ca_file = '${certificates.caFile}'`,
      `ssl_cert_file = '${certificates.serverCertificate}'`,
      `ssl_key_file = '${certificates.serverKey}'`,
      '',
    ].join('\n'),
  );
  writeFileSync(
    path.join(dataDir, 'pg_hba.conf'),
    [
      'hostnossl all faber_tls_only    all reject',
      'hostssl   all faber_plain_only  all reject',
      'hostssl   all faber_client_cert all cert',
      'local     all all                   scram-sha-256',
      'host      all all 127.0.0.1/32      scram-sha-256',
      '',
    ].join('\n'),
  );

  const port = await startOnFreePort(path.join(bin, 'pg_ctl'), dataDir, logFile, asOwner);
  return {
    url: `postgresql://${ADMIN}:${password}@127.0.0.1:${port}/postgres`,
    port,
    ...certificates,
    socketDir,
    pid: serverPid(baseDir),
    stop: () => stopCluster(baseDir),
  };
}

async function startOnFreePort(pgCtl, dataDir, logFile, asOwner) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      await run(
        pgCtl,
        ['start', '-w', '-t', '60', '-s', '-D', dataDir, '-l', logFile, '-o', `-p ${port}`],
        asOwner,
      );
      return port;
    } catch (error) {
      if (attempt < 3) continue; // somebody else may have taken the port meanwhile
      const log = existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-2000) : '';
      throw new Error(`PostgreSQL did not start: ${error.message}\n${log}`);
    }
  }
}

function serverPid(baseDir) {
  const file = path.join(baseDir, 'data', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
}

async function stopCluster(baseDir) {
  // "Fast shutdown" disconnects the clients, "immediate shutdown" does not wait for anything.
  await endProcess(serverPid(baseDir), 'SIGINT', 'SIGQUIT');
  rmSync(baseDir, { recursive: true, force: true });
}

/** A CA, a server certificate for `localhost` and a client certificate, made with openssl. */
async function makeCertificates(baseDir, owner) {
  const folder = path.join(baseDir, 'tls');
  mkdirSync(folder);
  const at = (name) => path.join(folder, name);
  const openssl = (...args) => run('openssl', args);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.crt'),
    '-days',
    '3650',
    '-subj',
    '/CN=faber-db test CA',
  );
  for (const [name, subject, extension] of [
    ['server', '/CN=localhost', 'subjectAltName=DNS:localhost'],
    ['client', '/CN=faber_client_cert', 'extendedKeyUsage=clientAuth'],
  ]) {
    await openssl('req', ...key, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', subject);
    writeFileSync(at(`${name}.ext`), extension);
    await openssl(
      'x509',
      '-req',
      '-in',
      at(`${name}.csr`),
      '-CA',
      at('ca.crt'),
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial',
      '-days',
      '3650',
      '-extfile',
      at(`${name}.ext`),
      '-out',
      at(`${name}.crt`),
    );
  }
  chmodSync(folder, 0o711);
  for (const name of readdirSync(folder)) chmodSync(at(name), name.endsWith('.crt') ? 0o644 : 0o600);
  chownSync(at('server.key'), owner.uid, owner.gid);
  return {
    caFile: at('ca.crt'),
    serverCertificate: at('server.crt'),
    serverKey: at('server.key'),
    clientCertificate: at('client.crt'),
    clientKey: at('client.key'),
  };
}

const script = fileURLToPath(import.meta.url);
if (process.argv[1] && script === path.resolve(process.argv[1])) {
  const server = {
    script,
    serverPid,
    start: startPostgresql,
    stop: stopCluster,
    variables: ({ url, caFile, clientCertificate, clientKey }) => ({
      FABER_DB_TEST_PG_URL: url,
      FABER_DB_TEST_PG_CA: caFile,
      FABER_DB_TEST_PG_CLIENT_CERT: clientCertificate,
      FABER_DB_TEST_PG_CLIENT_KEY: clientKey,
    }),
  };
  process.exitCode = await runServerCommand(server, process.argv.slice(2));
}
