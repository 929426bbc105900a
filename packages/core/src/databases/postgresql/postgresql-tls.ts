import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import type { TlsSettings } from '../../environments/connection';
import { FaberDbError } from '../../errors/faber-db-error';

/** One attempt to connect: `false` is a plain connection. */
export type TlsAttempt = ConnectionOptions | false;

/**
 * The connections to try, in order, so that `tls.mode` means what libpq means by it
 * (https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION). The driver's
 * own reading of these words differs (it verifies for `require`), so it never sees them.
 *
 * Two rules of libpq that surprise: a Unix socket (`host` starts with `/`) never uses TLS, and
 * `require` with a root certificate verifies the chain like `verify-ca`.
 * Other than libpq, `verify-*` without any root certificate file trusts the public
 * authorities that Node knows, like libpq's `sslrootcert=system`.
 * @throws FaberDbError TLS_FAILED if a certificate or key file cannot be read
 */
export function tlsAttempts(tls: TlsSettings, host: string): TlsAttempt[] {
  if (host.startsWith('/')) return [false];
  switch (tls.mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, encrypted(tls)];
    case 'prefer':
      return [encrypted(tls), false];
    case 'require':
      return [tls.rootCertificate ? verified(tls, tls.rootCertificate, 'chain') : encrypted(tls)];
    case 'verify-ca':
      return [verified(tls, tls.rootCertificate ?? defaultRootCertificate(), 'chain')];
    case 'verify-full':
      return [verified(tls, tls.rootCertificate ?? defaultRootCertificate(), 'host')];
  }
}

function encrypted(tls: TlsSettings): ConnectionOptions {
  return { ...clientIdentity(tls), rejectUnauthorized: false };
}

function verified(tls: TlsSettings, rootFile: string | undefined, what: 'chain' | 'host'): ConnectionOptions {
  return {
    ...clientIdentity(tls),
    rejectUnauthorized: true,
    ...(rootFile ? { ca: readPem(rootFile, 'root certificate') } : {}),
    ...(what === 'chain' ? { checkServerIdentity: () => undefined } : {}),
  };
}

function clientIdentity(tls: TlsSettings): ConnectionOptions {
  return {
    ...(tls.clientCertificate ? { cert: readPem(tls.clientCertificate, 'client certificate') } : {}),
    ...(tls.clientKey ? { key: readPem(tls.clientKey, 'client key') } : {}),
  };
}

/** libpq's default place. */
function defaultRootCertificate(): string | undefined {
  const file = path.join(os.homedir(), '.postgresql', 'root.crt');
  return existsSync(file) ? file : undefined;
}

function readPem(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FaberDbError('TLS_FAILED', `The ${what} ${file} cannot be read.`, {
      location: { file },
      remedy: [`Check the path and its permissions: ls -l ${file}`],
      cause,
    });
  }
}
