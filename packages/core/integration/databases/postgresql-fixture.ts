import { randomBytes } from 'node:crypto';
import type { ServerConnection, TlsMode } from '../../src/environments/connection';
import { Secret } from '../../src/environments/secret';

/** The private cluster that the test run started, as its superuser. */
export function adminConnection(
  overrides: Partial<ServerConnection> = {},
  url = adminUrl(),
): ServerConnection {
  const parsed = new URL(url);
  return {
    provider: 'postgresql',
    url: new Secret(url),
    redactedUrl: `postgresql://${parsed.host}${parsed.pathname}`,
    host: parsed.hostname,
    port: Number(parsed.port),
    user: decodeURIComponent(parsed.username),
    password: new Secret(decodeURIComponent(parsed.password)),
    database: parsed.pathname.slice(1),
    schema: 'public',
    tls: { mode: 'prefer' },
    connectTimeoutSeconds: 5,
    pooled: false,
    ...overrides,
  };
}

/** @throws if the test runner has not set FABER_DB_TEST_PG_URL */
export function adminUrl(): string {
  const url = process.env['FABER_DB_TEST_PG_URL'];
  if (!url) throw new Error('Set FABER_DB_TEST_PG_URL: eval "$(node tools/test-servers/postgresql.mjs env)"');
  return url;
}

/** A name that no other test uses. */
export function uniqueName(prefix = 'faber_db_test'): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`;
}

export function withTls(
  mode: TlsMode,
  more: Partial<ServerConnection> = {},
  rootCertificate?: string,
): ServerConnection {
  return adminConnection({ tls: { mode, ...(rootCertificate ? { rootCertificate } : {}) }, ...more });
}
