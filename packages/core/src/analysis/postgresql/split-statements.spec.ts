import { splitPostgresqlStatements } from './split-statements';

const texts = (sql: string) => splitPostgresqlStatements(sql).map(({ text }) => text);

describe('splitPostgresqlStatements', () => {
  it.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['only comments and semicolons', ' ;; -- a;b\n /* c; /* d; */ */ ; ', []],
    ['a last statement without semicolon', 'SELECT 1;SELECT 2', ['SELECT 1', 'SELECT 2']],
    [
      'a standard string with a backslash',
      String.raw`SELECT 'a\'; SELECT 2`,
      [String.raw`SELECT 'a\'`, 'SELECT 2'],
    ],
    ['a doubled quote', `SELECT 'it''s;'; SELECT 2`, [`SELECT 'it''s;'`, 'SELECT 2']],
    ['an escape string', String.raw`SELECT E'a\';b'; SELECT 2`, [String.raw`SELECT E'a\';b'`, 'SELECT 2']],
    [
      'an escape string ending in a backslash pair',
      String.raw`SELECT e'a\\'; SELECT 2`,
      [String.raw`SELECT e'a\\'`, 'SELECT 2'],
    ],
    [
      'a word that ends in e before a quote',
      String.raw`SELECT date'a\'; SELECT 2`,
      [String.raw`SELECT date'a\'`, 'SELECT 2'],
    ],
    [
      'a unicode string',
      String.raw`SELECT U&'d\0061;'; SELECT 2`,
      [String.raw`SELECT U&'d\0061;'`, 'SELECT 2'],
    ],
    ['a quoted name', 'SELECT 1 AS "a;""b"; SELECT 2', ['SELECT 1 AS "a;""b"', 'SELECT 2']],
    [
      'dollar quotes inside of each other',
      'DO $a$ x; $b$ y; $b$; $a$; SELECT 2',
      ['DO $a$ x; $b$ y; $b$; $a$', 'SELECT 2'],
    ],
    ['an empty dollar tag', 'SELECT $$;$$; SELECT 2', ['SELECT $$;$$', 'SELECT 2']],
    ['a dollar sign in a name', 'SELECT a$b$; SELECT c$b$', ['SELECT a$b$', 'SELECT c$b$']],
    ['parameters', 'SELECT $1; SELECT $2', ['SELECT $1', 'SELECT $2']],
    [
      'a comment inside of a statement',
      'SELECT 1 /* ; */ + --;\n 2; SELECT 3',
      ['SELECT 1 /* ; */ + --;\n 2', 'SELECT 3'],
    ],
    [
      'a rule with several actions',
      'CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b); SELECT 2',
      ['CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)', 'SELECT 2'],
    ],
    [
      'BEGIN ATOMIC with CASE and a column named end',
      `CREATE OR REPLACE FUNCTION f() RETURNS int
      BEGIN ATOMIC SELECT CASE WHEN true THEN CASE 1 WHEN 1 THEN 2 END END AS end; SELECT t.end FROM t; END; SELECT 2`,
      [
        `CREATE OR REPLACE FUNCTION f() RETURNS int
      BEGIN ATOMIC SELECT CASE WHEN true THEN CASE 1 WHEN 1 THEN 2 END END AS end; SELECT t.end FROM t; END`,
        'SELECT 2',
      ],
    ],
    [
      'BEGIN and END of a transaction',
      'BEGIN; SELECT 1; END; SELECT 2',
      ['BEGIN', 'SELECT 1', 'END', 'SELECT 2'],
    ],
    ['a stray closing parenthesis', 'SELECT 1); SELECT 2', ['SELECT 1)', 'SELECT 2']],
    ['an unterminated string', "SELECT 'a; SELECT 2", ["SELECT 'a; SELECT 2"]],
    ['an unterminated comment', 'SELECT 1 /* ; SELECT 2', ['SELECT 1']],
    ['Windows line ends', 'SELECT 1;\r\n-- x\r\nSELECT 2;\r\n', ['SELECT 1', 'SELECT 2']],
  ])('%s', (_, sql, expected) => {
    expect(texts(sql)).toEqual(expected);
  });

  it('tells the line on which each statement starts, comments left out', () => {
    const lines = splitPostgresqlStatements('-- one\nSELECT 1;\n\n/* two\n*/ SELECT\n2; SELECT 3').map(
      ({ line }) => line,
    );
    expect(lines).toEqual([2, 5, 6]);
  });

  it('reads a string of 20 MB', () => {
    expect(texts(`SELECT '${'x'.repeat(20_000_000)}'; SELECT 2`)).toHaveLength(2);
  });

  it('loses nothing and never hangs, whatever the text', () => {
    const pieces = [
      'SELECT 1',
      ';',
      "'",
      "''",
      '"',
      '$$',
      '$a$',
      '/*',
      '*/',
      '--',
      '\n',
      '\r\n',
      '(',
      ')',
      'E',
      '\\',
      ' ',
      'BEGIN ATOMIC',
      'CREATE FUNCTION f()',
      'CASE',
      'END',
      'AS',
      'U&',
      'é',
      '💥',
      '$1',
      ':',
      'a',
      '\t',
      'CREATE RULE',
      '.',
    ];
    let seed = 42;
    const random = (limit: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % limit;
    for (let file = 0; file < 5000; file++) {
      const sql = Array.from({ length: random(40) }, () => pieces[random(pieces.length)]).join(
        random(2) ? ' ' : '',
      );
      let at = 0;
      for (const { text, start, end } of splitPostgresqlStatements(sql)) {
        expect(sql.slice(start, end)).toBe(text);
        expect(text.trimStart()).toBe(text);
        expectGap(sql.slice(at, start));
        at = end;
      }
      expectGap(sql.slice(at));
    }
  });
});

/** Only white space, semicolons and comments, checked with another method than the splitter's. */
function expectGap(gap: string): void {
  let rest = gap;
  for (;;) {
    rest = rest.replace(/^[\s;]+/, '');
    if (rest.startsWith('--')) rest = rest.replace(/^--[^\r\n]*/, '');
    else if (rest.startsWith('/*')) rest = withoutComment(rest);
    else break;
  }
  expect(rest).toBe('');
}

function withoutComment(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two === '/*') depth++;
    if (two === '*/') depth--;
    if (two === '/*' || two === '*/') at++;
    if (depth === 0) return text.slice(at + 1);
  }
  return '';
}
