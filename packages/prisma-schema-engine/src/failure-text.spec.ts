import { stripVTControlCharacters as plain } from 'node:util';
import { describePostgresFailure, migrationFailedText } from './failure-text';

describe('describePostgresFailure', () => {
  const script = 'CREATE TABLE a ();\nSELECT 1;\nSELECT * FROM missing;\n';
  const error = {
    severity: 'ERROR',
    code: '42P01',
    message: 'relation "missing" does not exist',
    position: String(script.indexOf('missing') + 1),
    file: 'parse_relation.c',
    line: '1381',
    routine: 'parserOpenTable',
  };

  test('shows message, place and fields like the native engine', () => {
    const { databaseCode, databaseError } = describePostgresFailure(error, script);
    expect(databaseCode).toBe('42P01');
    expect(plain(databaseError)).toBe(
      `ERROR: relation "missing" does not exist

Position:
  0
  1 CREATE TABLE a ();
  2 SELECT 1;
  3 SELECT * FROM missing;

DbError { severity: "ERROR", parsed_severity: Some(Error), code: SqlState(E42P01), message: "relation \\"missing\\" does not exist", detail: None, hint: None, position: Some(Original(${error.position})), where_: None, schema: None, table: None, column: None, datatype: None, constraint: None, file: Some("parse_relation.c"), line: Some(1381), routine: Some("parserOpenTable") }`,
    );
  });

  test('counts characters, not UTF-16 units', () => {
    const unicode = 'SELECT 😀😀😀;\nSELECT x;';
    const { databaseError } = describePostgresFailure({ ...error, position: '19' }, unicode);
    expect(plain(databaseError)).toContain('  2 SELECT x;\n\nDbError');
  });

  test('shows five lines before the place', () => {
    const long = Array.from({ length: 9 }, (_, index) => `line ${index + 1}`).join('\n');
    const { databaseError } = describePostgresFailure({ ...error, position: '58' }, long);
    expect(plain(databaseError)).toContain(
      'Position:\n  4 line 4\n  5 line 5\n  6 line 6\n  7 line 7\n  8 line 8\n  9 line 9\n\n',
    );
  });

  test('adds detail and hint, and does without a position', () => {
    const { databaseError } = describePostgresFailure({ message: 'm', detail: 'd', hint: 'h' }, script);
    expect(databaseError).toMatch(/^ERROR: m\nDETAIL: d\nHINT: h\n\nDbError \{/);
  });
});

test('migrationFailedText names the migration and the code', () => {
  const text = migrationFailedText('1_a', { databaseCode: '1', databaseError: 'no such table: x' });
  expect(text).toContain(
    'Migration name: 1_a\n\nDatabase error code: 1\n\nDatabase error:\nno such table: x\n',
  );
});
