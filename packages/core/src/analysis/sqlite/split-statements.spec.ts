import { FaberDbError } from '../../errors/faber-db-error';
import { planSqliteSteps, refusesTransaction } from './plan-steps';
import { splitSqliteStatements } from './split-statements';

const texts = (sql: string) => splitSqliteStatements(sql).map(({ text }) => text);
const plan = (sql: string) =>
  planSqliteSteps(splitSqliteStatements(sql)).map(({ mode, statements }) => [
    mode,
    ...statements.map(({ text }) => text),
  ]);

const TRIGGER = `CREATE TRIGGER t AFTER INSERT ON a WHEN NEW.x > 0 BEGIN
  UPDATE a SET x = CASE WHEN x > 1 THEN 'END;' ELSE CASE x WHEN 1 THEN 2 END END;
  INSERT INTO b VALUES (';'); -- END;
END`;

describe('splitSqliteStatements', () => {
  it.each<[string, string, string[]]>([
    [
      'all quotes',
      `SELECT 'a;''', "b;""", \`c;\`, [d;]; SELECT 2`,
      [`SELECT 'a;''', "b;""", \`c;\`, [d;]`, 'SELECT 2'],
    ],
    ['comments do not nest', '/* a /* b */ SELECT 1; -- c;\nSELECT 2', ['SELECT 1', 'SELECT 2']],
    [
      'a backslash is nothing special',
      String.raw`SELECT 'a\'; SELECT 2`,
      [String.raw`SELECT 'a\'`, 'SELECT 2'],
    ],
    ['a trigger', `${TRIGGER}; SELECT 2;`, [TRIGGER, 'SELECT 2']],
    [
      'a temporary trigger at the end',
      TRIGGER.replace('CREATE', 'create temp'),
      [TRIGGER.replace('CREATE', 'create temp')],
    ],
    [
      'a trigger named begin',
      'CREATE TRIGGER begin AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2',
      ['CREATE TRIGGER begin AFTER INSERT ON a BEGIN SELECT 1; END', 'SELECT 2'],
    ],
    [
      'a table named trigger',
      'CREATE TABLE trigger (a); BEGIN; SELECT 1; END; SELECT 2',
      ['CREATE TABLE trigger (a)', 'BEGIN', 'SELECT 1', 'END', 'SELECT 2'],
    ],
  ])('%s', (_, sql, expected) => expect(texts(sql)).toEqual(expected));

  it('loses nothing and never hangs, whatever the text', () => {
    const pieces = [
      'SELECT 1',
      ';',
      "'",
      '"',
      '`',
      '[',
      ']',
      '/*',
      '*/',
      '--',
      '\n',
      ' ',
      'CREATE TRIGGER t',
      'BEGIN',
      'CASE',
      'END',
      'é',
      'ON',
    ];
    let seed = 7;
    const random = (limit: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % limit;
    for (let file = 0; file < 5000; file++) {
      const sql = Array.from({ length: random(40) }, () => pieces[random(pieces.length)]).join(
        random(2) ? ' ' : '',
      );
      let at = 0;
      for (const { text, start, end } of splitSqliteStatements(sql)) {
        expect(sql.slice(start, end)).toBe(text);
        expect(isGap(sql.slice(at, start))).toBe(true);
        at = end;
      }
      expect(isGap(sql.slice(at))).toBe(true);
    }
  });
});

function isGap(text: string): boolean {
  return /^(?:[\s;]|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|\**$))*$/.test(text);
}

describe('planSqliteSteps', () => {
  it.each([
    'VACUUM',
    "VACUUM INTO 'x'",
    "ATTACH 'x' AS y",
    'DETACH y',
    'PRAGMA journal_mode = WAL',
    'pragma main.journal_mode(WAL)',
  ])('%s refuses a transaction', (sql) => expect(refusesTransaction(sql)).toBe(true));

  it.each([
    'PRAGMA journal_mode',
    'PRAGMA foreign_keys = OFF',
    '-- VACUUM\nSELECT 1',
    'CREATE TABLE vacuum (a)',
  ])('%s does not', (sql) => expect(refusesTransaction(sql)).toBe(false));

  it('groups, and keeps the boundaries of the file', () => {
    expect(plan('A; VACUUM; B')).toEqual([
      ['transaction', 'A'],
      ['alone', 'VACUUM'],
      ['transaction', 'B'],
    ]);
    expect(plan('A; BEGIN IMMEDIATE; B; COMMIT; C; SAVEPOINT s; ROLLBACK TO s')).toEqual([
      ['transaction', 'A', 'B'],
      ['transaction', 'C', 'SAVEPOINT s', 'ROLLBACK TO s'],
    ]);
    expect(() => plan('BEGIN; A; ROLLBACK')).toThrow(FaberDbError);
  });
});
