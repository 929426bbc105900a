import { inspect } from 'node:util';
import { FaberDbError } from '../errors/faber-db-error';
import type { Connection, ServerConnection, TlsMode } from './connection';
import { parseConnectionUrl, type ParseConnectionUrlOptions } from './parse-connection-url';

type Given = Partial<ParseConnectionUrlOptions>;

function parse(url: string, given: Given = {}): Connection {
  return parseConnectionUrl({
    url,
    provider: 'postgresql',
    hosting: 'local',
    tls: undefined,
    baseDirectory: '/srv/shop',
    variable: 'SHOP_URL',
    ...given,
  });
}

function server(url: string, given: Given = {}): ServerConnection {
  return parse(url, given) as ServerConnection;
}

/** The parts of a connection, with the password shown. */
function parts(connection: ServerConnection) {
  const { user, password, host, port, database } = connection;
  return [user, password?.reveal(), host, port, database];
}

function failure(url: string, given: Given = {}): FaberDbError {
  try {
    parse(url, given);
  } catch (error) {
    expect(error).toBeInstanceOf(FaberDbError);
    return error as FaberDbError;
  }
  throw new Error(`was accepted: ${url}`);
}

function everyText(value: unknown): string {
  const stack = value instanceof Error ? `${value.stack}${value.message}` : '';
  const hidden = inspect(value, { showHidden: true, depth: 20, customInspect: false });
  return [inspect(value, { depth: 20 }), hidden, JSON.stringify(value), String(value), stack].join('\n');
}

describe('PostgreSQL URLs', () => {
  it.each<[string, unknown[]]>([
    ['postgresql://u:p@h:6000/d', ['u', 'p', 'h', 6000, 'd']],
    ['postgres://u:p@h/d', ['u', 'p', 'h', 5432, 'd']],
    ['POSTGRES://u:p@h/d', ['u', 'p', 'h', 5432, 'd']],
    ['  postgres://u:p@h/d\n', ['u', 'p', 'h', 5432, 'd']],
    ['postgresql://h/d', [undefined, undefined, 'h', 5432, 'd']],
    ['postgresql://h:1/d', [undefined, undefined, 'h', 1, 'd']],
    ['postgresql:///d', [undefined, undefined, 'localhost', 5432, 'd']],
    ['postgresql://u@/d', ['u', undefined, 'localhost', 5432, 'd']],
    ['postgresql://u:@h/d', ['u', '', 'h', 5432, 'd']],
    ['postgresql://:p@h/d', [undefined, 'p', 'h', 5432, 'd']],
    ['postgresql://:5433/d', [undefined, undefined, 'localhost', 5433, 'd']],
    ['postgresql://u:p@h:/d', ['u', 'p', 'h', 5432, 'd']],
    ['postgresql://u%40x:p%40%2F%3A%25@h/my%20db', ['u@x', 'p@/:%', 'h', 5432, 'my db']],
    ['postgresql://u:p@[::1]:5433/d', ['u', 'p', '::1', 5433, 'd']],
    ['postgresql://u:p@[2001:db8::2]/d', ['u', 'p', '2001:db8::2', 5432, 'd']],
    ['postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/d', ['u', 'p', '/var/run/postgresql', 5432, 'd']],
    ['postgresql://u:p@localhost/d?host=/var/run/postgresql', ['u', 'p', '/var/run/postgresql', 5432, 'd']],
    ['postgresql:///d?host=/run/pg&port=7', [undefined, undefined, '/run/pg', 7, 'd']],
    ['postgresql:///?dbname=d&user=u&password=p&hostaddr=10.0.0.1', ['u', 'p', '10.0.0.1', 5432, 'd']],
    ['postgresql://h?dbname=d', [undefined, undefined, 'h', 5432, 'd']],
  ])('%s', (url, expected) => expect(parts(server(url))).toEqual(expected));

  it.each<[password: string]>([
    ['p@ss'],
    ['p@ss@word'],
    ['a/b'],
    ['a?b'],
    ['a#b'],
    ['#'],
    ['/'],
    ['a:b'],
    [':'],
    ['a/b@c'],
    ['a#b@c/d'],
    ['p@ss/word?x#y'],
    ['12/34'],
    ['123'],
    ['12?34'],
    ['12#34'],
    ['a b'],
    ['ä€'],
    ['100%'],
    ['%'],
    ['%zz'],
    ['a%'],
    ['[x]'],
    ['{y}'],
    ['a&b=c'],
    ['a+b'],
    ['a,b'],
    ['\\'],
    ['"'],
    ["'"],
    ['<>'],
    ['^`|'],
    ['p@ss:5432'],
  ])('reads the unencoded password %s', (password) => {
    const connection = server(`postgresql://me:${password}@db.example.com:5432/shop?schema=s`);
    expect(parts(connection)).toEqual(['me', password, 'db.example.com', 5432, 'shop']);
    expect(connection.schema).toBe('s');
    // What child processes get can be read by everybody.
    const url = new URL(connection.url.reveal());
    expect(decodeURIComponent(url.password)).toBe(password);
    expect([url.username, url.hostname, url.pathname, url.search]).toEqual([
      'me',
      'db.example.com',
      '/shop',
      '?schema=s',
    ]);
  });

  it('keeps a URL that all tools read alike as it is', () => {
    const url = 'postgres://u:p%40x@h/d?sslmode=require&connection_limit=3';
    expect(server(url).url.reveal()).toBe(url);
  });

  it('reads the Azure form of a user', () =>
    expect(parts(server('postgresql://me@srv:pw@srv.example.com/d'))).toEqual([
      'me@srv',
      'pw',
      'srv.example.com',
      5432,
      'd',
    ]));

  it('is not confused by an @ in the query', () =>
    expect(server('postgresql://u:p@h/d?application_name=me@x')).toMatchObject({
      host: 'h',
      applicationName: 'me@x',
    }));

  it.each<[string, RegExp]>([
    ['postgresql://u:hunter2/b?c=d@real/x?y=z@host/db', /more than one way/],
    ['postgresql://u:hunter2@b/c?d=e@host/db', /more than one way/],
    ['postgresql://u:hunter2%41%@h/d', /percent sign in its password/],
    ['postgresql://u:hunter2%FF@h/d', /percent sign in its password/],
    ['postgresql://u:hunter2@h:port/d', /cannot be read/],
    ['postgresql://u:hunter2@h:99999/d', /port that is not between/],
    ['postgresql://u:hunter2@h:0/d', /port that is not between/],
    ['postgresql://u:hunter2@h/d?port=x', /port that is not between/],
    ['postgresql://u:hunter2@h/d#x', /cannot be read/],
    ['postgresql://u:hunter2@h/a/b', /cannot be read/],
    ['postgresql://u:hunter2@${HOST}/d', /variable reference/],
    ['postgresql://u:hunter2@h', /names no database/],
    ['postgresql://u:hunter2@h/', /names no database/],
    ['postgresql:u:hunter2@h/d', /has no \/\//],
    ['"postgresql://u:hunter2@h/d"', /quotes/],
    ['hunter2', /no known form/],
    ['hunter2:x', /no known form/],
    ['', /is empty/],
    ['   ', /is empty/],
    ['postgresql://u:hunter2@h/d?connect_timeout=soon', /connect_timeout that is no whole number/],
    ['postgresql://u:hunter2@h/d?connect_timeout=-1', /connect_timeout/],
    ['postgresql://u:hunter2@h/d?sslmode=hunter2', /sslmode that is none of/],
    ['postgresql://u:hunter2@h/d?sslaccept=hunter2', /sslaccept/],
    ['postgresql://u:hunter2@h/d?ssl=hunter2', /ssl parameter/],
  ])('refuses %s', (url, message) => {
    const error = failure(url);
    expect(error.code).toBe('URL_INVALID');
    expect(error.message).toMatch(message);
    expect(error.message).toContain('The connection URL in SHOP_URL');
    expect(error.location).toEqual({ variable: 'SHOP_URL' });
    expect(everyText(error)).not.toContain('hunter2');
  });

  it.each<[string, RegExp]>([
    ['postgresql://u:hunter2@a,b:5433/d', /several hosts/],
    ['postgresql://u:hunter2@/d?host=a,b', /several hosts/],
    ['postgresql://u:hunter2@a/d?hostaddr=1.2.3.4', /both host and hostaddr/],
    ['prisma+postgres://accelerate.prisma-data.net/?api_key=hunter2', /proxy, over which migrations/],
    ['prisma://accelerate.prisma-data.net/?api_key=hunter2', /Accelerate/],
    ['jdbc:postgresql://h/d?password=hunter2', /JDBC/],
    ['sqlserver://h;password=hunter2', /SQL Server/],
    ['mongodb://u:hunter2@h/d', /MongoDB/],
    ['postgresql://u:hunter2@h/d?service=x', /uses service/],
    ['postgresql://u:hunter2@h/d?passfile=x', /uses passfile/],
    ['postgresql://u:hunter2@h/d?sslmod=verify-full', /TLS parameter that is not supported/],
    ['postgresql://u:hunter2@h/d?sslcrl=x', /TLS parameter/],
    ['postgresql://u:hunter2@h/d?sslidentity=x.p12&sslpassword=hunter2', /PKCS#12/],
  ])('does not support %s', (url, message) => {
    const error = failure(url);
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toMatch(message);
    expect(everyText(error)).not.toContain('hunter2');
  });

  it('reads the parameters', () => {
    expect(
      server(
        'postgresql://h/d?schema=s&connect_timeout=0&application_name=a%20b&options=-c%20role%3Dx&pgbouncer=true',
      ),
    ).toMatchObject({
      schema: 's',
      connectTimeoutSeconds: 0,
      applicationName: 'a b',
      serverOptions: '-c role=x',
      pooled: true,
    });
    const bare = server('postgresql://h/d');
    expect(bare).toMatchObject({ schema: 'public', connectTimeoutSeconds: 10, pooled: false });
    expect(Object.keys(bare)).not.toContain('serverOptions');
    // The last of two counts; parameters of other programs do not disturb.
    expect(
      server('postgresql://h/d?schema=a&schema=b&connection_limit=1&channel_binding=require&').schema,
    ).toBe('b');
  });
});

describe('libpq keywords', () => {
  it.each<[string, unknown[]]>([
    ['host=h port=6 dbname=d user=u password=p', ['u', 'p', 'h', 6, 'd']],
    ["host = h dbname='my db' password='a\\'b\\\\c d'", [undefined, "a'b\\c d", 'h', 5432, 'my db']],
    ["dbname=d password=a\\ b host=/run/x user=''", [undefined, 'a b', '/run/x', 5432, 'd']],
    ['password=p@ss/w?# dbname=d', [undefined, 'p@ss/w?#', 'localhost', 5432, 'd']],
  ])('%s', (text, expected) => {
    const connection = server(text);
    expect(parts(connection)).toEqual(expected);
    // The URL made for other programs says the same.
    expect(parts(server(connection.url.reveal()))).toEqual(expected);
  });

  it('keeps the other keywords in the URL', () => {
    const connection = server('dbname=d sslmode=require application_name=x');
    expect(connection.tls.mode).toBe('require');
    expect(connection.url.reveal()).toBe('postgresql://localhost:5432/d?sslmode=require&application_name=x');
  });

  it.each([
    "dbname='d password=hunter2",
    'dbname=d hunter2',
    'dbname=d password=hunter2\\',
    'user=u password=hunter2',
  ])('refuses %s', (text) => {
    const error = failure(text);
    expect(error.code).toBe('URL_INVALID');
    expect(everyText(error)).not.toContain('hunter2');
  });
});

describe('MySQL URLs', () => {
  const mysql: Given = { provider: 'mysql' };
  it.each<[string, unknown[]]>([
    ['mysql://u:p@h/d', ['u', 'p', 'h', 3306, 'd']],
    ['mariadb://u:p@h:1/d', ['u', 'p', 'h', 1, 'd']],
    [
      'mysql://u:p@localhost/d?socket=/run/mysqld/mysqld.sock',
      ['u', 'p', '/run/mysqld/mysqld.sock', 3306, 'd'],
    ],
  ])('%s', (url, expected) => expect(parts(server(url, mysql))).toEqual(expected));
  it('has the database for its schema', () => expect(server('mysql://h/d?schema=x', mysql).schema).toBe('d'));
});

describe('TLS', () => {
  const rows: [query: string, given: Given, expected: TlsMode][] = [
    ['', {}, 'prefer'],
    ['', { hosting: 'aws-rds' }, 'require'],
    ['', { hosting: 'aws-rds', tls: 'disable' }, 'disable'],
    ['', { hosting: 'azure-sql', tls: 'verify-full' }, 'verify-full'],
    ['', { tls: 'disable' }, 'disable'],
    ['?sslmode=disable', { hosting: 'gcp-sql' }, 'disable'],
    // A URL can ask for more than the configuration, never for less.
    ['?sslmode=disable', { tls: 'require' }, 'require'],
    ['?sslmode=prefer', { tls: 'verify-full' }, 'verify-full'],
    ['?sslmode=verify-full', { tls: 'require' }, 'verify-full'],
    ['?sslmode=require', { tls: 'disable' }, 'require'],
    ...(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const).map(
      (mode): [string, Given, TlsMode] => [`?sslmode=${mode}`, {}, mode],
    ),
    ['?sslmode=no-verify', {}, 'require'],
    ['?ssl-mode=VERIFY_IDENTITY', {}, 'verify-full'],
    ['?ssl=true', {}, 'require'],
    ['?ssl=0', {}, 'disable'],
    ['?ssl={"rejectUnauthorized":true}', {}, 'verify-full'],
    ['?ssl={"rejectUnauthorized":false}', {}, 'require'],
    ['?sslmode=require&sslrootcert=ca.pem', {}, 'verify-ca'],
    ['?sslmode=require&sslcert=ca.pem', {}, 'require'],
    ['?sslrootcert=system', {}, 'verify-full'],
    ['?sslmode=require&sslrootcert=system', {}, 'verify-full'],
    ['?sslaccept=strict', {}, 'verify-full'],
    ['?sslmode=require&sslaccept=strict', {}, 'verify-full'],
    ['?sslmode=disable&sslaccept=strict', {}, 'disable'],
    ['?sslaccept=accept_invalid_certs', {}, 'prefer'],
    ['?sslnegotiation=direct&sslsni=1', {}, 'prefer'],
    ['?host=/var/run/postgresql&sslmode=require', { tls: 'verify-full' }, 'disable'],
  ];
  it.each(rows)('%j with %j is %s', (query, given, expected) =>
    expect(server(`postgresql://h/d${query}`, given).tls.mode).toBe(expected),
  );

  it('finds certificates', () => {
    expect(server('postgresql://h/d?sslrootcert=ca.pem&sslcert=/c.pem&sslkey=k/k.pem').tls).toEqual({
      mode: 'prefer',
      rootCertificate: '/srv/shop/ca.pem',
      clientCertificate: '/c.pem',
      clientKey: '/srv/shop/k/k.pem',
    });
    // Prisma's sslcert is the root certificate; with a key it is the client's, as in libpq.
    expect(server('postgresql://h/d?sslcert=ca.pem').tls.rootCertificate).toBe('/srv/shop/ca.pem');
    expect(server('postgresql://h/d?sslrootcert=system').tls).toEqual({ mode: 'verify-full' });
  });
});

describe('SQLite', () => {
  it.each<[string, string]>([
    ['file:./dev.db', '/srv/shop/dev.db'],
    ['file:dev.db', '/srv/shop/dev.db'],
    ['file:../x/dev.db', '/srv/x/dev.db'],
    ['file:/abs/dev.db', '/abs/dev.db'],
    ['file:///abs/dev.db', '/abs/dev.db'],
    ['file://localhost/abs/dev.db', '/abs/dev.db'],
    ['FILE:dev.db', '/srv/shop/dev.db'],
    ['file:dev', '/srv/shop/dev'],
    ['file:my%20dev.db', '/srv/shop/my%20dev.db'],
    ['sqlite:dev.db', '/srv/shop/dev.db'],
    ['sqlite://dev.db', '/srv/shop/dev.db'],
    ['sqlite://./dev.db', '/srv/shop/dev.db'],
    ['sqlite:///abs/dev.db', '/abs/dev.db'],
    ['dev.db', '/srv/shop/dev.db'],
    ['./data/dev.sqlite', '/srv/shop/data/dev.sqlite'],
    ['/abs/dev.sqlite3', '/abs/dev.sqlite3'],
    ['file:dev.db?connection_limit=1', '/srv/shop/dev.db'],
  ])('%s', (url, file) => {
    const connection = parse(url, { provider: 'sqlite' });
    expect(connection).toMatchObject({
      provider: 'sqlite',
      file,
      redactedUrl: `file:${file}`,
      connectTimeoutSeconds: 5,
    });
    expect(connection.url.reveal().split('?')[0]).toBe(`file:${file}`);
  });

  it('reads the time to wait', () => {
    expect(parse('file:d.db?socket_timeout=9', { provider: 'sqlite' }).connectTimeoutSeconds).toBe(9);
    expect(failure('file:d.db?connect_timeout=x', { provider: 'sqlite' }).code).toBe('URL_INVALID');
  });

  it.each<[string, string]>([
    ['file::memory:', 'UNSUPPORTED'],
    ['sqlite::memory:', 'UNSUPPORTED'],
    ['file:x.db?mode=memory', 'UNSUPPORTED'],
    ['libsql://x.turso.io', 'UNSUPPORTED'],
    ['file:', 'URL_INVALID'],
    ['sqlite://', 'URL_INVALID'],
    ['file://dev.db', 'URL_INVALID'],
    ['file://./dev.db', 'URL_INVALID'],
    ['dev', 'URL_INVALID'],
  ])('refuses %s', (url, code) => expect(failure(url, { provider: 'sqlite' }).code).toBe(code));
});

describe('a URL for another engine', () => {
  it.each<[string, ParseConnectionUrlOptions['provider'], RegExp]>([
    ['mysql://u:hunter2@h/d', 'postgresql', /is for mysql, but the configuration says postgresql/],
    ['postgres://u:hunter2@h/d', 'sqlite', /is for postgresql/],
    ['postgres://u:hunter2@h/d', 'mysql', /is for postgresql/],
    ['host=h dbname=d password=hunter2', 'mysql', /is for postgresql/],
    ['file:dev.db', 'postgresql', /is for sqlite/],
    ['dev.db', 'mysql', /is for sqlite/],
  ])('%s, %s', (url, provider, message) => {
    const error = failure(url, { provider });
    expect(error.code).toBe('PROVIDER_MISMATCH');
    expect(error.message).toMatch(message);
    expect(everyText(error)).not.toContain('hunter2');
  });
});

describe('secrecy', () => {
  it.each([
    'postgresql://bob:hunter2@h:1/d?sslmode=require&password=hunter2',
    'postgresql://bob:hunter2@[::1]/d',
    'postgresql://bob:hunter2/@h/d',
    'postgresql://bob:hunter2@%2Ftmp/d',
    'host=h dbname=d user=bob password=hunter2',
  ])('%s shows nowhere', (url) => {
    const connection = server(url);
    expect(connection.password?.reveal()).toContain('hunter2');
    expect(everyText(connection)).not.toContain('hunter2');
    expect(connection.redactedUrl).not.toContain('bob');
  });

  it.each<[string, string]>([
    ['postgres://u:p@h/d?x=y', 'postgresql://h:5432/d'],
    ['postgres://u:p@[::1]:7/my%20db', 'postgresql://[::1]:7/my%20db'],
    ['postgres://u:p@%2Ftmp/d', 'postgresql://%2Ftmp:5432/d'],
  ])('%s is reported as %s', (url, redacted) => expect(parse(url).redactedUrl).toBe(redacted));

  it('speaks of the URL without a variable, too', () => {
    const error = failure('x', { variable: undefined });
    expect(error.message).toBe('The connection URL is in no known form.');
    expect(error.location).toEqual({});
  });
});
