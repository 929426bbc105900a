import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parsePostgresUrl, serverLocation } from './connection-string';

const parse = (url: string) => parsePostgresUrl(url, '/');

describe('parsePostgresUrl', () => {
  test('has the defaults of Prisma', () => {
    expect(parse('postgresql://localhost')).toMatchObject({
      user: undefined,
      password: undefined,
      host: 'localhost',
      port: 5432,
      database: 'postgres',
      schema: 'public',
      connectTimeout: 5000,
      tls: { mode: 'prefer', options: { rejectUnauthorized: false } },
    });
  });

  test('decodes every part', () => {
    expect(
      parse(
        'postgres://us%40er:p%2Fw@[::1]:5433/d%20b?schema=tenant%20a&connect_timeout=0&application_name=x',
      ),
    ).toMatchObject({
      user: 'us@er',
      password: 'p/w',
      host: '::1',
      port: 5433,
      database: 'd b',
      schema: 'tenant a',
      connectTimeout: 0,
      applicationName: 'x',
    });
  });

  test('finds the folder of a Unix socket in both notations', () => {
    expect(serverLocation(parse('postgresql://u@localhost/db?host=/run/pg'))).toBe('/run/pg');
    expect(serverLocation(parse('postgresql://u@%2Frun%2Fpg/db'))).toBe('/run/pg');
    expect(serverLocation(parse('postgresql://u@h:1/db'))).toBe('h:1');
  });

  test.each([
    ['postgresql://u:p@h:port/db', 'invalid port number'],
    ['postgresql://h:99999/db', 'invalid port number'],
    ['postgresql://u:p@ho st/db', 'invalid domain character'],
    ['postgresql://u:%zz@h/db', 'percent-encoding'],
    ['postgresql://h/db?sslmode=maybe', 'sslmode'],
    ['postgresql://h/db?connect_timeout=soon', 'connect_timeout'],
  ])('%s is P1013', (url, reason) => {
    expect(() => parse(url)).toThrow(
      expect.objectContaining({ code: 'P1013', message: expect.stringContaining(reason) }),
    );
  });

  describe('TLS', () => {
    test.each([
      ['sslmode=disable', 'disable', undefined],
      ['sslmode=prefer', 'prefer', false],
      ['sslmode=require', 'require', false],
      ['sslmode=require&sslaccept=accept_invalid_certs', 'require', false],
      ['sslmode=require&sslaccept=strict', 'require', true],
      ['sslaccept=strict', 'prefer', true],
      ['sslmode=verify-ca', 'require', true],
      ['sslmode=verify-full', 'require', true],
    ])('%s', (query, mode, rejectUnauthorized) => {
      const { tls } = parse(`postgresql://h/db?${query}`);
      expect(tls.mode).toBe(mode);
      expect(tls.options.rejectUnauthorized).toBe(rejectUnauthorized);
    });

    test('only verify-ca does not look at the host name', () => {
      expect(parse('postgresql://h/db?sslmode=verify-ca').tls.options).toHaveProperty('checkServerIdentity');
      expect(parse('postgresql://h/db?sslmode=verify-full').tls.options).not.toHaveProperty(
        'checkServerIdentity',
      );
      expect(parse('postgresql://h/db?sslmode=verify-ca&sslaccept=strict').tls.options).not.toHaveProperty(
        'checkServerIdentity',
      );
    });

    describe('certificates', () => {
      let folder: string;
      beforeAll(() => {
        folder = mkdtempSync(path.join(tmpdir(), 'certificates-'));
        for (const name of ['ca', 'cert', 'key', 'identity']) writeFileSync(path.join(folder, name), name);
      });
      afterAll(() => rmSync(folder, { recursive: true }));
      const options = (query: string) => {
        const { ca, cert, key, pfx, passphrase } = parsePostgresUrl(`postgresql://h/db?${query}`, folder).tls
          .options;
        return {
          ca: ca?.toString(),
          cert: cert?.toString(),
          key: key?.toString(),
          pfx: pfx?.toString(),
          passphrase,
        };
      };

      test('sslcert is the authority in Prisma', () => {
        expect(options('sslcert=cert')).toMatchObject({ ca: 'cert', cert: undefined });
      });

      test('sslcert goes with sslkey in libpq', () => {
        expect(options('sslrootcert=ca&sslcert=cert&sslkey=key')).toMatchObject({
          ca: 'ca',
          cert: 'cert',
          key: 'key',
        });
      });

      test('sslidentity is a PKCS #12 file', () => {
        expect(options('sslidentity=identity&sslpassword=pw')).toMatchObject({
          pfx: 'identity',
          passphrase: 'pw',
        });
      });

      test('one that is missing is P1011', () => {
        expect(() => options('sslrootcert=nowhere')).toThrow(expect.objectContaining({ code: 'P1011' }));
      });
    });
  });
});
