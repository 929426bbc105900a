import { downScript, irreversibleParts } from './down-script';
import { readChanges } from './schema-change';

const split = (sql: string) =>
  sql
    .split(/;\n/)
    .filter((text) => text.trim())
    .map((text) => ({ text: text.trim(), start: 0, end: 0, line: 1 }));
const changes = (up: string, down = '') =>
  readChanges(split(up), split(down)).map(({ kind, object, column }) =>
    [kind, object, ...(column ? [column] : [])].join(' '),
  );

describe('readChanges', () => {
  it('reads tables, columns and enums of PostgreSQL', () => {
    expect(
      changes(`CREATE TABLE "public"."User" (\n    "id" INTEGER NOT NULL\n);
ALTER TABLE "Post" DROP COLUMN "a",\nADD COLUMN     "b" TEXT,\nALTER COLUMN "c" SET DATA TYPE BIGINT;
CREATE TYPE "Role" AS ENUM ('A');
CREATE UNIQUE INDEX "User_key" ON "User"("id");
ALTER TABLE "Post" ADD CONSTRAINT "fk" FOREIGN KEY ("b") REFERENCES "User"("id");
DROP TABLE "Old";
`),
    ).toEqual([
      'create-table User',
      'drop-column Post a',
      'add-column Post b',
      'change-column Post c',
      'create-enum Role',
      'add-index User',
      'add-relation Post',
      'drop-table Old',
    ]);
  });

  it('sees through the rebuilding of an enum', () => {
    expect(
      changes(`CREATE TYPE "Role_new" AS ENUM ('A');
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "public"."Role_old";
`),
    ).toEqual(['change-column User role', 'change-enum Role']);
  });

  const redefine = (columns: string) => `PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (\n    "id" INTEGER NOT NULL PRIMARY KEY,\n${columns}\n);
INSERT INTO "new_User" ("id") SELECT "id" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
PRAGMA foreign_keys=ON;
`;

  it('sees through the redefinition of a table of SQLite', () => {
    expect(changes(redefine('    "a" TEXT'), redefine('    "b" TEXT'))).toEqual([
      'drop-column User b',
      'add-column User a',
    ]);
    expect(changes(redefine('    "a" TEXT NOT NULL'), redefine('    "a" TEXT'))).toEqual([
      'change-column User a',
    ]);
    expect(changes(redefine('    "a" TEXT'), 'ALTER TABLE "User" ADD COLUMN "gone" TEXT;\n')).toEqual([
      'drop-column User gone',
    ]);
  });
});

describe('downScript', () => {
  it('says what it cannot bring back and what it deletes', () => {
    const list = readChanges(
      split('DROP TABLE "A";\nALTER TABLE "B" DROP COLUMN "x";\nCREATE TABLE "C" ("id" INT);\n'),
      [],
    );
    const text = downScript('20240101000000_x', 'CREATE TABLE "A" ();', list);
    expect(text).toContain(
      '-- It cannot bring back:\n--   * The rows of table "A", which the migration drops.\n--   * The values of "B"."x"',
    );
    expect(text).toContain('-- Running it deletes what was stored since:\n--   * The rows of table "C".');
    expect(text.endsWith('\n\nCREATE TABLE "A" ();\n')).toBe(true);
    expect(irreversibleParts([])).toEqual([]);
  });
});
