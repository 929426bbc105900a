import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TlsMode } from '../../environments/connection';
import { tlsAttempts } from './postgresql-tls';

const folder = mkdtempSync(path.join(os.tmpdir(), 'faber-db-tls-'));
const ca = path.join(folder, 'ca.crt');
writeFileSync(ca, 'PEM');
afterAll(() => rmSync(folder, { recursive: true }));

/** `plain`, or whether the certificate and the host name are checked. */
function attempts(mode: TlsMode, rootCertificate?: string): string[] {
  return tlsAttempts({ mode, ...(rootCertificate ? { rootCertificate } : {}) }, 'db.example').map((tls) => {
    if (tls === false) return 'plain';
    if (!tls.rejectUnauthorized) return 'unverified';
    return tls.checkServerIdentity ? 'chain' : 'chain and host';
  });
}

describe('tlsAttempts', () => {
  it('follows libpq', () => {
    expect(attempts('disable')).toEqual(['plain']);
    expect(attempts('allow')).toEqual(['plain', 'unverified']);
    expect(attempts('prefer')).toEqual(['unverified', 'plain']);
    expect(attempts('require')).toEqual(['unverified']);
    expect(attempts('require', ca)).toEqual(['chain']);
    expect(attempts('verify-ca', ca)).toEqual(['chain']);
    expect(attempts('verify-full', ca)).toEqual(['chain and host']);
  });

  it('never uses TLS on a Unix socket', () => {
    expect(tlsAttempts({ mode: 'verify-full' }, '/run/postgresql')).toEqual([false]);
  });

  it('names a file that cannot be read', () => {
    expect(() => attempts('verify-ca', '/nonexistent/ca.crt')).toThrow(/\/nonexistent\/ca\.crt/);
  });
});
