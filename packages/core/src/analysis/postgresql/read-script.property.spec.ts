import fc from 'fast-check';
import { readPostgresqlScript } from './read-script';

const SCRIPT = `-- a script ; with everything
CREATE TABLE "a b" (id bigserial PRIMARY KEY, t text DEFAULT 'x;''y' CHECK (t <> '('), n numeric(10,2)[]);
/* one /* two */ ; */ ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT (1 + 2), ALTER c TYPE text USING c::text;
INSERT INTO a (b) VALUES (1), (2); WITH d AS (DELETE FROM a WHERE 1 = 1 RETURNING *) SELECT * FROM d;
DO $body$ BEGIN DELETE FROM é; EXECUTE 'DROP TABLE ' || 'b'; EXECUTE format('%I', x); END $body$;
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT E'\\\\'';' ; SELECT CASE WHEN true THEN 1 END; END;
COPY a (b) FROM stdin;
1\tDROP TABLE 'x
\\.
\\restrict abc
CREATE UNIQUE INDEX CONCURRENTLY i ON a (lower(t), (id + 1)) WHERE t IS NOT NULL;
GRANT ALL ON a TO PUBLIC; SELECT 😀 \\gexec
`;

/** Pieces with which a text can be broken at its joints. */
const FRAGMENTS = [
  "'",
  '"',
  '$$',
  '$body$',
  '/*',
  '*/',
  '--',
  ';',
  '(',
  ')',
  '\\',
  '\\\\',
  '\\.',
  '\n',
  '\r\n',
  '\0',
  '\ud800',
  '\udc00',
  'é',
  '\ufeff',
  "E'",
  'U&"',
  ':x',
  'BEGIN ATOMIC',
  'END',
  'DROP TABLE z;',
  'COPY a FROM stdin;\n',
  'CASE',
];

const mutations = fc.array(
  fc.record({
    at: fc.nat(SCRIPT.length),
    remove: fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, fc.nat(200)),
    insert: fc.oneof(
      fc.constantFrom(...FRAGMENTS),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constant(''),
    ),
  }),
  { minLength: 1, maxLength: 6 },
);

function mutated(changes: readonly { at: number; remove: number; insert: string }[]): string {
  return changes.reduce(
    (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
    SCRIPT,
  );
}

/** What must hold for any text. */
async function check(text: string): Promise<void> {
  const script = await readPostgresqlScript(text, {});
  expect(script.text).toBe(text);
  expect(script.statements.map((statement) => statement.text).join('')).toBe(text);
  let end = 0;
  for (const statement of script.statements) {
    expect(statement.start).toBe(end);
    end += statement.text.length;
    expect(statement.sqlStart).toBeGreaterThanOrEqual(statement.start);
    expect(statement.sqlEnd).toBeGreaterThanOrEqual(statement.sqlStart);
    expect(statement.sqlEnd).toBeLessThanOrEqual(end);
    const lines = text.slice(0, statement.sqlStart).split('\n');
    expect(statement.line).toBe(lines.length);
    expect(statement.column).toBe((lines.at(-1)?.length ?? 0) + 1);
    for (const change of statement.changes) {
      if (change.offset !== undefined) {
        expect(change.offset).toBeGreaterThanOrEqual(statement.sqlStart);
        expect(change.offset).toBeLessThanOrEqual(statement.sqlEnd);
      }
      if (change.kind === 'unreadable') expect(change.reason).not.toMatch(/the reader failed/);
    }
  }
}

// Thousands of scripts take seconds on a busy machine.
jest.setTimeout(60_000);

describe('readPostgresqlScript, whatever it gets', () => {
  it('reads the script itself without a gap', async () => {
    const { statements } = await readPostgresqlScript(SCRIPT, {});
    const unreadable = statements.filter(({ changes }) => changes.some(({ kind }) => kind === 'unreadable'));
    // `format('%I', x)` names a variable that is not declared, which PL/pgSQL does not mind; psql's \gexec is not read.
    expect(unreadable.map(({ sqlStart, sqlEnd }) => SCRIPT.slice(sqlStart, sqlEnd))).toEqual(['\\gexec']);
    await check(SCRIPT);
  });

  it('covers every character of 2,000 broken scripts, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, (changes) => check(mutated(changes))),
      { numRuns: 2000, seed: 20261104 },
    );
  });

  it('covers arbitrary text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary' })), { maxLength: 30 }),
        (parts) => check(parts.join('')),
      ),
      { numRuns: 500, seed: 20261104 },
    );
  });

  it('finds a statement that stands after any broken one which closes its quotes', async () => {
    const broken = fc.array(
      fc.constantFrom('(', ')', 'x', '1', ',', '[', ']', '=', "'a'", '"b"', '$$c$$', '+', 'select'),
    );
    await fc.assert(
      fc.asyncProperty(broken, async (parts) => {
        const { statements } = await readPostgresqlScript(`${parts.join(' ')};\nDROP TABLE found;`, {});
        expect(statements.at(-1)?.changes).toEqual([
          { kind: 'drop-table', table: { name: 'found' }, ifExists: false, cascade: false },
        ]);
      }),
      { numRuns: 300, seed: 20261104 },
    );
  });
});
