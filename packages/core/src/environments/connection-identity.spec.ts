import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionIdentity } from './connection-identity';
import type { ProviderName } from './connection';
import { parseConnectionUrl } from './parse-connection-url';

function identity(url: string, provider: ProviderName = 'postgresql', baseDirectory = '/srv'): string {
  return connectionIdentity(
    parseConnectionUrl({ url, provider, hosting: 'local', tls: undefined, baseDirectory }),
  );
}

describe('connectionIdentity', () => {
  it.each<[string, string]>([
    ['postgres://a:b@localhost/d', 'postgresql://c:d@127.0.0.1:5432/d?sslmode=disable'],
    ['postgres://localhost/d', 'postgres://[::1]/d'],
    ['postgres://localhost/d', 'postgres://[0:0:0:0:0:0:0:1]/d'],
    ['postgres://localhost/d', 'postgres://[::ffff:127.0.0.1]/d'],
    ['postgres://localhost/d', 'postgres://127.0.1.1/d'],
    ['postgres://localhost/d', 'postgres:///d?host=/var/run/postgresql'],
    ['postgres://localhost/d', 'dbname=d host=/tmp/'],
    ['postgres://DB.example.com./d', 'postgres://db.example.com/d?schema=public'],
    ['postgres://[2001:DB8:0::1]/d', 'postgres://[2001:db8::1]/d'],
  ])('%s and %s are one', (a, b) => expect(identity(a)).toBe(identity(b)));

  it.each<[string, string]>([
    ['postgres://h/d', 'postgres://h/D'],
    ['postgres://h/d', 'postgres://h/e'],
    ['postgres://h/d', 'postgres://g/d'],
    ['postgres://h/d', 'postgres://h:5433/d'],
    ['postgres://h/d', 'postgres://h/d?schema=x'],
    ['postgres://h/d', 'postgres:///d?host=/own/sockets'],
    ['postgres:///d?host=/own/a', 'postgres:///d?host=/own/b'],
  ])('%s and %s are two', (a, b) => expect(identity(a)).not.toBe(identity(b)));

  it('compares MySQL without a schema', () => {
    expect(identity('mysql://localhost/d', 'mysql')).toBe(
      identity('mariadb://localhost/d?socket=/run/mysqld/mysqld.sock', 'mysql'),
    );
    expect(identity('mysql://localhost/d', 'mysql')).not.toBe(identity('postgres://localhost/d'));
  });

  it('sees through symbolic links of files, existing or not', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faber-db-identity-')));
    try {
      mkdirSync(join(folder, 'real'));
      symlinkSync(join(folder, 'real'), join(folder, 'link'));
      expect(identity('file:link/new/x.db', 'sqlite', folder)).toBe(
        identity('file:real/new/x.db', 'sqlite', folder),
      );
      writeFileSync(join(folder, 'real/a.db'), '');
      symlinkSync(join(folder, 'real/a.db'), join(folder, 'b.db'));
      expect(identity('b.db', 'sqlite', folder)).toBe(identity('file:./real/a.db?x=1', 'sqlite', folder));
      expect(identity('b.db', 'sqlite', folder)).not.toBe(identity('c.db', 'sqlite', folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('holds no secret', () => expect(identity('postgres://bob:hunter2@h/d')).not.toMatch(/bob|hunter2/));
});
