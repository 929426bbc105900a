import { parseArguments } from './argv';

describe('parseArguments', () => {
  test('reads what Prisma 7 passes to the engine', () => {
    const argv = [
      '--datamodels',
      'a.prisma',
      '--datamodels',
      'b.prisma',
      '--datasource',
      '{"url":"file:x","shadowDatabaseUrl":"file:y"}',
    ];
    expect(
      parseArguments([...argv, '--enabled-preview-features', 'views', '--extension-types', '[]']),
    ).toEqual({
      mode: 'rpc',
      datamodels: ['a.prisma', 'b.prisma'],
      datasource: { url: 'file:x', shadowDatabaseUrl: 'file:y' },
    });
  });

  test.each([
    ['Prisma 7', ['--datasource', '{"url":"file:x"}', 'cli', 'create-database']],
    ['Prisma 6', ['cli', '--datasource', 'file:x', 'create-database']],
  ])('reads the database commands of %s', (_, argv) => {
    expect(parseArguments(argv)).toEqual({
      mode: { database: 'create-database' },
      datamodels: [],
      datasource: { url: 'file:x' },
    });
  });

  test('a datasource without a URL is not one', () => {
    expect(parseArguments(['--datasource', '{"url":null}']).datasource).toEqual({});
  });

  test.each(['--version', '-V'])('reads %s', (argument) => {
    expect(parseArguments([argument]).mode).toBe('version');
  });

  test.each([
    [['--datamodels'], 'needs a value'],
    [['--what'], 'Unknown argument'],
    [['cli', 'explode'], 'Unknown command'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(message);
  });

  test('does not repeat a broken datasource, which may hold a password', () => {
    expect(() => parseArguments(['--datasource', '{"url":"postgresql://u:secret@h'])).toThrow(
      /^The value of --datasource is not valid JSON\.$/,
    );
  });
});
