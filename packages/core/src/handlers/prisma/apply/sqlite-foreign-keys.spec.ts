import { turnsForeignKeysOff } from './sqlite-foreign-keys';

const statement = (text: string) => [{ text, start: 0, end: text.length, line: 1 }];

describe('turnsForeignKeysOff', () => {
  it.each([
    'PRAGMA foreign_keys=OFF',
    'pragma main.foreign_keys = 0',
    'PRAGMA foreign_keys(false)',
    "PRAGMA foreign_keys='no'",
  ])('sees %s', (text) => expect(turnsForeignKeysOff(statement(text))).toBe(true));

  it.each([
    'PRAGMA foreign_keys=ON',
    'PRAGMA foreign_keys',
    'PRAGMA defer_foreign_keys=OFF',
    "SELECT 'PRAGMA foreign_keys=OFF'",
  ])('is not misled by %s', (text) => expect(turnsForeignKeysOff(statement(text))).toBe(false));
});
