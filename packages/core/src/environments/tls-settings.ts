import { resolve } from 'node:path';
import type { Hosting } from '../config/resolved-config';
import type { TlsMode, TlsSettings } from './connection';
import type { UrlErrors } from './url-error';

const STRENGTH: readonly TlsMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

/** Other spellings of the modes: node-postgres, MySQL's programs, JDBC. */
const SPELLINGS: Readonly<Record<string, TlsMode>> = {
  'no-verify': 'require',
  disabled: 'disable',
  preferred: 'prefer',
  required: 'require',
  verify_ca: 'verify-ca',
  verify_identity: 'verify-full',
};

/** Parameters about TLS that change nothing about how well a connection is protected. */
const HARMLESS = new Set(['sslcompression', 'sslsni', 'sslnegotiation']);
const UNDERSTOOD = new Set(['ssl', 'sslmode', 'ssl-mode', 'sslaccept', 'sslrootcert', 'sslcert', 'sslkey']);

export interface TlsOptions {
  /** The parameters of the URL. */
  parameters: ReadonlyMap<string, string>;
  hosting: Hosting;
  /** The least that the configuration asks for; undefined = it does not say. */
  configured: TlsMode | undefined;
  /** The connection is a Unix socket, over which libpq never speaks TLS. */
  isSocket: boolean;
  /** Folder that certificate files are relative to. */
  baseDirectory: string;
}

/**
 * How a connection is protected: the stronger of what the configuration and what the URL
 * ask for. If neither says anything: `require` for hosted servers, else `prefer`.
 *
 * The URL is read as libpq reads it, `require` with a root certificate meaning
 * `verify-ca` (https://www.postgresql.org/docs/current/libpq-ssl.html), and as Prisma does
 * (https://www.prisma.io/docs/orm/overview/databases/postgresql#configuring-an-ssl-connection):
 * `sslaccept=strict` means `verify-full`, and `sslcert` without `sslkey` is a root certificate.
 * @throws FaberDbError URL_INVALID, UNSUPPORTED
 */
export function tlsSettings(options: TlsOptions, errors: UrlErrors): TlsSettings {
  const { parameters, baseDirectory } = options;
  refuseUnknown(parameters, errors);
  if (options.isSocket) return { mode: 'disable' };
  const files = certificateFiles(parameters);
  const fromUrl = modeOfUrl(parameters, files.explicitRoot, errors);
  const fallback =
    fromUrl ?? (options.configured === undefined && options.hosting !== 'local' ? 'require' : undefined);
  const mode = stronger(fallback, options.configured) ?? 'prefer';
  const path = (file: string | undefined) => (file === undefined ? undefined : resolve(baseDirectory, file));
  const rootCertificate = path(files.root);
  const clientCertificate = path(files.certificate);
  const clientKey = path(files.key);
  return {
    mode,
    ...(rootCertificate === undefined ? {} : { rootCertificate }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(clientKey === undefined ? {} : { clientKey }),
  };
}

function modeOfUrl(
  parameters: ReadonlyMap<string, string>,
  explicitRoot: boolean,
  errors: UrlErrors,
): TlsMode | undefined {
  let mode = namedMode(parameters, errors);
  // "system" means the certificates of the operating system, which libpq accepts with verify-full only.
  if (parameters.get('sslrootcert') === 'system') mode = stronger(mode ?? 'verify-full', 'verify-full');
  if (mode === 'require' && explicitRoot) mode = 'verify-ca';
  const accept = parameters.get('sslaccept');
  if (accept === 'strict') return mode === 'disable' ? mode : 'verify-full';
  if (accept !== undefined && accept !== 'accept_invalid_certs') {
    throw errors.invalid('has an sslaccept that is neither strict nor accept_invalid_certs.');
  }
  return mode;
}

function namedMode(parameters: ReadonlyMap<string, string>, errors: UrlErrors): TlsMode | undefined {
  const text = (parameters.get('sslmode') ?? parameters.get('ssl-mode'))?.toLowerCase();
  if (text !== undefined) {
    const mode = SPELLINGS[text] ?? STRENGTH.find((known) => known === text);
    if (mode !== undefined) return mode;
    throw errors.invalid(`has an sslmode that is none of ${STRENGTH.join(', ')}.`);
  }
  const ssl = parameters.get('ssl')?.toLowerCase();
  if (ssl === undefined) return undefined;
  if (['true', '1', 'no-verify'].includes(ssl)) return 'require';
  if (['false', '0'].includes(ssl)) return 'disable';
  // mysql2 takes the options of the TLS connection as JSON.
  const verifies = /^\{\s*"rejectunauthorized"\s*:\s*(true|false)\s*\}$/.exec(ssl)?.[1];
  if (verifies !== undefined) return verifies === 'true' ? 'verify-full' : 'require';
  throw errors.invalid(
    'has an ssl parameter that cannot be understood.',
    'Use sslmode=require or sslmode=verify-full.',
  );
}

function certificateFiles(parameters: ReadonlyMap<string, string>): {
  root?: string;
  explicitRoot: boolean;
  certificate?: string;
  key?: string;
} {
  const root = parameters.get('sslrootcert');
  const certificate = parameters.get('sslcert');
  const key = parameters.get('sslkey');
  if (root === undefined && key === undefined) return { root: certificate, explicitRoot: false };
  return {
    root: root === 'system' ? undefined : root,
    explicitRoot: root !== undefined && root !== 'system',
    certificate,
    key,
  };
}

/** A misspelt or unsupported TLS parameter must not leave a connection less protected than it looks. */
function refuseUnknown(parameters: ReadonlyMap<string, string>, errors: UrlErrors): void {
  for (const key of parameters.keys()) {
    if (!/^ssl/i.test(key) || UNDERSTOOD.has(key) || HARMLESS.has(key)) continue;
    if (key === 'sslidentity' || key === 'sslpassword') {
      throw errors.error(
        'UNSUPPORTED',
        `uses ${key}; certificates in PKCS#12 files or with a passphrase are not supported.`,
        'Convert them: openssl pkcs12 -in client.p12 -nodes, and name the PEM files with sslcert and sslkey.',
      );
    }
    throw errors.error(
      'UNSUPPORTED',
      'has a TLS parameter that is not supported.',
      `Supported are ${[...UNDERSTOOD].join(', ')}.`,
    );
  }
}

function stronger(a: TlsMode | undefined, b: TlsMode | undefined): TlsMode | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return STRENGTH.indexOf(a) >= STRENGTH.indexOf(b) ? a : b;
}
