import { parseConnectionUrl } from '../../../environments/parse-connection-url';
import { toolConnection } from './tool-connection';

const connect = (url: string, provider: 'postgresql' | 'sqlite' = 'postgresql') =>
  parseConnectionUrl({ url, provider, hosting: 'local', tls: undefined, baseDirectory: '/app' });
const tool = (url: string, passwordInUrl = false) => toolConnection(connect(url), { passwordInUrl });

describe('toolConnection', () => {
  it('keeps the password out of the URL', () => {
    expect(tool('postgresql://ann:p%40ss@db:5433/shop?sslmode=require')).toEqual({
      url: 'postgresql://ann@db:5433/shop?sslmode=require',
      env: { PGPASSWORD: 'p@ss' },
    });
    const { url, env } = tool('postgresql://ann@db/shop?password=hidden&schema=tenant');
    expect(url).not.toContain('hidden');
    expect(url).toContain('schema=tenant');
    expect(env).toEqual({ PGPASSWORD: 'hidden' });
  });

  it('writes keywords of libpq as a URL', () => {
    const { url, env } = tool("host=/var/run dbname=shop user=ann password='se cret'");
    expect(url).toContain('host=%2Fvar%2Frun');
    expect(url).not.toContain('cret');
    expect(env).toEqual({ PGPASSWORD: 'se cret' });
  });

  it('keeps the URL whole for those who read nothing else', () => {
    expect(tool('postgresql://ann:pw@db/shop', true)).toEqual({
      url: 'postgresql://ann:pw@db/shop',
      env: {},
    });
  });

  it('makes the path of a SQLite file absolute', () => {
    expect(toolConnection(connect('file:./dev.db', 'sqlite'), { passwordInUrl: false })).toEqual({
      url: 'file:/app/dev.db',
      env: {},
    });
  });
});
