import { parseArguments } from './parse-arguments';

const parse = (line: string) => parseArguments(line === '' ? [] : line.split(' '));

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
    ['init --provider oracle', 'must be one of: postgresql, sqlite'],
  ])('%s', (line, message) => {
    const parsed = parse(line);
    expect(parsed).toMatchObject({ kind: 'invalid', message: expect.stringContaining(message), json: false });
    expect(parsed).toHaveProperty('remedy', expect.arrayContaining([expect.stringContaining('--help')]));
  });

  test('a program that asked for JSON gets the complaint as JSON', () => {
    expect(parse('migrate --format json --nope')).toMatchObject({ kind: 'invalid', json: true });
    expect(parse('migrat --format=json')).toMatchObject({ kind: 'invalid', json: true });
  });
});
