import type { ProviderName } from '../environments/connection';
import { readScript } from './read-script';
import { findSuppressions } from './suppressions';

/** `statement rule: reason` for suppressions, `line: message` for problems; statements by their position. */
async function found(provider: ProviderName, sql: string): Promise<string[]> {
  const { suppressions, problems } = findSuppressions(await readScript(provider, sql));
  return [
    ...suppressions.map(({ position, rule, reason }) => `${position} ${rule}: ${reason}`),
    ...problems.map(({ line, message }) => `line ${line}: ${message}`),
  ];
}

const ALLOW = 'faber-db: allow drop-table because it is empty';
const EXPECTED = 'drop-table: it is empty';

describe('where a comment may stand', () => {
  test.each<[string, ProviderName, string, string[]]>([
    ['in front', 'postgresql', `-- ${ALLOW}\nDROP TABLE t;`, [`0 ${EXPECTED}`]],
    [
      'in front, with other comments',
      'postgresql',
      `-- hello\n/* ${ALLOW} */\n\n-- more\nDROP TABLE t;`,
      [`0 ${EXPECTED}`],
    ],
    ['in front of the second', 'postgresql', `SELECT 1;\n-- ${ALLOW}\nDROP TABLE t;`, [`1 ${EXPECTED}`]],
    ['in front, on the same line', 'postgresql', `SELECT 1; /* ${ALLOW} */ DROP TABLE t;`, [`1 ${EXPECTED}`]],
    ['behind, on the same line', 'postgresql', `DROP TABLE t; -- ${ALLOW}\nSELECT 1;`, [`0 ${EXPECTED}`]],
    ['behind the last', 'postgresql', `DROP TABLE t; -- ${ALLOW}`, [`0 ${EXPECTED}`]],
    ['behind the last, with a line break', 'postgresql', `DROP TABLE t; -- ${ALLOW}\n`, [`0 ${EXPECTED}`]],
    ['behind the last, which has no end', 'postgresql', `DROP TABLE t -- ${ALLOW}\n`, [`0 ${EXPECTED}`]],
    ['before the terminator', 'postgresql', `DROP TABLE t\n-- ${ALLOW}\n;`, [`0 ${EXPECTED}`]],
    ['inside', 'postgresql', `DROP TABLE\n  -- ${ALLOW}\n  t;`, [`0 ${EXPECTED}`]],
    [
      'a block over several lines',
      'postgresql',
      `/*\n * faber-db: allow drop-table\n *   because it is empty\n */\nDROP TABLE t;`,
      [`0 ${EXPECTED}`],
    ],
    ['SQLite', 'sqlite', `DROP TABLE t; -- ${ALLOW}\nSELECT 1;`, [`0 ${EXPECTED}`]],
    ['MySQL', 'mysql', `# ${ALLOW}\nDROP TABLE t;`, [`0 ${EXPECTED}`]],
    ['MySQL, behind', 'mysql', `DROP TABLE t; # ${ALLOW}\nSELECT 1;`, [`0 ${EXPECTED}`]],
  ])('%s', async (_, provider, sql, expected) => {
    expect(await found(provider, sql)).toEqual(expected);
  });

  test.each<[string, ProviderName, string]>([
    ['a string', 'postgresql', `SELECT '-- ${ALLOW}';`],
    ['a string over lines', 'postgresql', `SELECT '\n-- ${ALLOW}\n';`],
    ['a dollar-quoted string', 'postgresql', `SELECT $$\n-- ${ALLOW}\n$$;`],
    ['a name', 'sqlite', `SELECT "-- ${ALLOW}";`],
    ['a string with an escaped quote', 'mysql', `SELECT '\\'-- ${ALLOW}';`],
    ['an executable comment', 'mysql', `/*! SELECT '${ALLOW}' */;`],
    ['the middle of a comment', 'postgresql', `-- see ${ALLOW}\nDROP TABLE t;`],
    ['a line comment of MySQL', 'postgresql', `SELECT 1 # ${ALLOW}\n;`],
  ])('not in %s', async (_, provider, sql) => {
    expect(await found(provider, sql)).toEqual([]);
  });
});

test.each([
  ['several rules', 'allow drop-table, cascade because x', ['0 drop-table: x', '0 cascade: x']],
  ['rules with blanks between', 'allow drop-table cascade because x', ['0 drop-table: x', '0 cascade: x']],
  [
    'a reason with "because"',
    'allow drop-table because it is, because I say so',
    ['0 drop-table: it is, because I say so'],
  ],
  [
    'no reason',
    'allow drop-table',
    ['line 1: Gives no reason. Write "faber-db: allow <rule> because <reason>".'],
  ],
  [
    'an empty reason',
    'allow drop-table because',
    ['line 1: Gives no reason. Write "faber-db: allow <rule> because <reason>".'],
  ],
  ['no rule', 'allow because x', ['line 1: Names no rule. Write "faber-db: allow <rule> because <reason>".']],
  [
    'something else',
    'ignore drop-table',
    ['line 1: Not understood. Write "faber-db: allow <rule> because <reason>".'],
  ],
  [
    'an unknown rule',
    'allow drop-tabel because x',
    ['line 1: There is no rule "drop-tabel". Did you mean "drop-table"?'],
  ],
])('%s', async (_, directive, expected) => {
  expect(await found('postgresql', `-- faber-db: ${directive}\nDROP TABLE t;`)).toEqual(expected);
});

it('reports a comment that belongs to no statement', async () => {
  const expected = ['line 3: No statement belongs to this comment.'];
  expect(await found('postgresql', `DROP TABLE t;\n\n-- ${ALLOW}\n`)).toEqual(expected);
});
