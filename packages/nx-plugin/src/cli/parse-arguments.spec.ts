import { parseArguments } from './parse-arguments';

const parse = (line: string, files: string[] = []) =>
  parseArguments(line === '' ? [] : line.split(' '), (path) => files.includes(path));

describe('a command', () => {
  test.each([
    ['migrate', undefined, {}],
    ['migrate shop', 'shop', {}],
    ['migrate shop --env staging --dry-run', 'shop', { env: 'staging', 'dry-run': true }],
    ['migrate -e staging shop -y', 'shop', { env: 'staging', yes: true }],
    ['migrate --env=production --to=2026_x', undefined, { env: 'production', to: '2026_x' }],
    ['migrate --format json --verbose', undefined, { format: 'json', verbose: true }],
    ['migrate --no-color', undefined, { color: false }],
    ['migrate --color', undefined, { color: true }],
    ['migrate --project-root apps/shop', undefined, { 'project-root': 'apps/shop' }],
    ['migrate -- --odd-name', '--odd-name', {}],
  ])('%s', (line, project, options) => {
    expect(parse(line)).toEqual({ kind: 'command', command: 'migrate', project, options });
  });
});

describe('lint', () => {
  test.each([
    ['lint', undefined, {}],
    ['lint shop', 'shop', {}],
    ['lint shop --base develop --all --skip-down', 'shop', { base: 'develop', all: true, 'skip-down': true }],
    ['lint shop --format sarif', 'shop', { format: 'sarif' }],
  ])('of a project: %s', (line, project, options) => {
    expect(parse(line)).toEqual({ kind: 'command', command: 'lint', project, options });
  });

  test.each([
    ['lint change.sql --provider mysql', ['change.sql'], { provider: 'mysql' }],
    ['lint shop --provider sqlite', ['shop'], { provider: 'sqlite' }],
    ['lint 1.sql 2.sql', ['1.sql', '2.sql'], {}],
    ['lint -', ['-'], {}],
    ['lint migration', ['migration'], {}],
    [
      'lint - a.sql --provider sqlite --schema s.sql --fail-on low --server-version 3.46',
      ['-', 'a.sql'],
      { provider: 'sqlite', schema: 's.sql', 'fail-on': 'low', 'server-version': '3.46' },
    ],
  ])('of files: %s', (line, files, options) => {
    expect(parse(line, ['migration'])).toEqual({
      kind: 'command',
      command: 'lint',
      project: undefined,
      files,
      options,
    });
  });

  test('by default asks the file system what is a file', () => {
    expect(parseArguments(['lint', __filename])).toMatchObject({ files: [__filename] });
    expect(parseArguments(['lint', __dirname])).toMatchObject({ project: __dirname });
  });
});

describe('help and version', () => {
  test.each([
    ['', undefined],
    ['--help', undefined],
    ['-h', undefined],
    ['help', undefined],
    ['help migrate', 'migrate'],
    ['migrate --help', 'migrate'],
    ['migrate shop -h', 'migrate'],
  ])('"%s" asks for help', (line, command) => {
    expect(parse(line)).toEqual({ kind: 'help', command });
  });

  test('--version and -v', () => {
    expect(parse('--version')).toEqual({ kind: 'version' });
    expect(parse('-v')).toEqual({ kind: 'version' });
  });
});

describe('nothing wrong is taken for something else', () => {
  test.each([
    ['migrat', 'no command "migrat"'],
    ['toString', 'no command "toString"'],
    ['help migrat', 'no command "migrat"'],
    ['migrate --dry-rn', "Unknown option '--dry-rn'"],
    ['migrate --skip-seed', "Unknown option '--skip-seed'"],
    ['migrate --dry-run=false', "Option '--dry-run' does not take an argument"],
    ['migrate --no-dry-run', 'no option --no-dry-run'],
    ['migrate --no-yes', 'no option --no-yes'],
    ['migrate --env', "Option '-e, --env <value>' argument missing"],
    ['migrate --env=', '--env needs a value'],
    ['migrate --env dev --env production', '--env is given twice'],
    ['migrate shop production', '"production" is one argument too many'],
    ['migrate shop --project-root apps/shop', 'not both'],
    ['status --format yaml', '--format is "yaml", but must be one of: text, json, markdown'],
    ['validate --env dev', "Unknown option '--env'"],
    ['lint --provider oracle', 'must be one of: postgresql, mysql, sqlite'],
    ['lint --fail-on bad', 'must be one of: low, medium, high, critical'],
    ['lint --provider sqlite', 'Name the files to lint'],
    ['lint - -', 'can be read only once'],
    ['lint a.sql --env staging', '--env is about a project'],
    ['lint a.sql --project-root apps/shop', '--project-root is about a project'],
    ['lint shop --schema s.sql', '--schema is about files'],
    ['lint shop blog', '"blog" is one argument too many'],
    ['plan shop a.sql', '"a.sql" is one argument too many'],
    ['journal --export xml', 'must be one of: csv, json, jsonl'],
    ['init --provider oracle', 'must be one of: postgresql, sqlite'],
  ])('%s', (line, message) => {
    const parsed = parse(line);
    expect(parsed).toMatchObject({ kind: 'invalid', message: expect.stringContaining(message), json: false });
    expect(parsed).toHaveProperty('remedy', expect.arrayContaining([expect.stringContaining('--help')]));
  });

  test('only lint reports as SARIF', () => {
    expect(parse('migrate --format sarif')).toMatchObject({
      kind: 'invalid',
      message: '--format is "sarif", but must be one of: text, json, markdown.',
    });
  });

  test('a program that asked for JSON gets the complaint as JSON', () => {
    expect(parse('migrate --format json --nope')).toMatchObject({ kind: 'invalid', json: true });
    expect(parse('migrat --format=json')).toMatchObject({ kind: 'invalid', json: true });
    expect(parse('lint --format sarif --nope')).toMatchObject({ kind: 'invalid', json: true });
  });
});
