import type { SqlScript } from '../script';
import { readPostgresqlScript } from './read-script';

const read = (text: string): Promise<SqlScript> => readPostgresqlScript(text, {});

/** The statements without what surrounds them, and the kinds of their changes. */
async function outline(text: string): Promise<[string, string][]> {
  const { statements } = await read(text);
  expect(statements.map((statement) => statement.text).join('')).toBe(text);
  return statements.map(({ sqlStart, sqlEnd, changes }) => [
    text.slice(sqlStart, sqlEnd),
    changes.map(({ kind }) => kind).join(' '),
  ]);
}

describe('readPostgresqlScript: statements', () => {
  it.each<[string, string, [string, string][]]>([
    ['nothing', '', [['', '']]],
    ['white space and a comment', ' -- drop table a;\n', [['', '']]],
    ['semicolons only', ';;\n;', [['', '']]],
    [
      'empty statements between',
      'select 1;;; drop table a',
      [
        ['select 1', 'other'],
        ['drop table a', 'drop-table'],
      ],
    ],
    ['a byte order mark', '\ufeffdrop table a;', [['drop table a', 'drop-table']]],
    [
      'Windows line ends',
      '-- x\r\ndrop table a;\r\nselect 1;\r\n',
      [
        ['drop table a', 'drop-table'],
        ['select 1', 'other'],
      ],
    ],
    ['nested comments', '/* a /* ; */ ; */ drop table a; -- ; x', [['drop table a', 'drop-table']]],
    [
      'a comment in a string',
      `select '--'; drop table a; --'`,
      [
        [`select '--'`, 'other'],
        ['drop table a', 'drop-table'],
      ],
    ],
    [
      'a comment that opens in a string',
      `select '/*'; drop table a; --*/`,
      [
        [`select '/*'`, 'other'],
        ['drop table a', 'drop-table'],
      ],
    ],
    [
      'a backslash in a plain string',
      `select 'a\\'; drop table a; --'`,
      [
        [`select 'a\\'`, 'other'],
        ['drop table a', 'drop-table'],
      ],
    ],
    ['a backslash in E', `select E'\\'; drop table a; --'`, [[`select E'\\'; drop table a; --'`, 'other']]],
    [
      'E that goes on behind a line end',
      `select E'a'\n'\\'; drop table a; --'; drop table b`,
      [
        [`select E'a'\n'\\'; drop table a; --'`, 'other'],
        ['drop table b', 'drop-table'],
      ],
    ],
    [
      'E that goes on behind a comment (which libpg_query, unlike the server, does not know)',
      `select E'a' -- '\n'\\';'; select 1`,
      [
        [`select E'a' -- '\n'\\';'`, 'unreadable'],
        ['select 1', 'other'],
      ],
    ],
    [
      'no continuation on the same line',
      `select E'a' '\\'; drop table a`,
      [
        [`select E'a' '\\'`, 'unreadable'],
        ['drop table a', 'drop-table'],
      ],
    ],
    [
      'dollar quotes with a tag',
      'select $a$;$b$;$$;$a$; drop table a',
      [
        ['select $a$;$b$;$$;$a$', 'other'],
        ['drop table a', 'drop-table'],
      ],
    ],
    [
      'dollars in a name',
      'select a$b$c; drop table a; select 1 as d$b$',
      [
        ['select a$b$c', 'other'],
        ['drop table a', 'drop-table'],
        ['select 1 as d$b$', 'other'],
      ],
    ],
    [
      'quoted names',
      `select 1 as "a;""b'"; drop table a`,
      [
        [`select 1 as "a;""b'"`, 'other'],
        ['drop table a', 'drop-table'],
      ],
    ],
    ['U& names', `drop table U&"a;\\0062"`, [[`drop table U&"a;\\0062"`, 'drop-table']]],
    [
      'a rule with several actions',
      'create rule r as on insert to t do instead (delete from a; select 1); drop table b',
      [
        ['create rule r as on insert to t do instead (delete from a; select 1)', 'create-object delete'],
        ['drop table b', 'drop-table'],
      ],
    ],
    [
      'BEGIN ATOMIC',
      'create function f() returns int begin atomic select case when true then 1 end; select 2 as end; end; drop table b',
      [
        [
          'create function f() returns int begin atomic select case when true then 1 end; select 2 as end; end',
          'create-object',
        ],
        ['drop table b', 'drop-table'],
      ],
    ],
    [
      'an argument called begin',
      'create function f(begin atomic) returns int language sql as $$ select 1 $$; drop table b',
      [
        ['create function f(begin atomic) returns int language sql as $$ select 1 $$', 'create-object'],
        ['drop table b', 'drop-table'],
      ],
    ],
  ])('splits %s', async (_, text, expected) => {
    expect(await outline(text)).toEqual(expected);
  });

  it.each<[string, string, [string, string][]]>([
    [
      'a syntax error',
      'sel 1; drop table a',
      [
        ['sel 1', 'unreadable'],
        ['drop table a', 'drop-table'],
      ],
    ],
    [
      'parentheses that stay open',
      'create table a (b int;\ndrop table c; select 1',
      [
        ['create table a (b int', 'unreadable'],
        ['drop table c', 'drop-table'],
        ['select 1', 'other'],
      ],
    ],
    [
      'BEGIN ATOMIC that stays open',
      'create function f() returns int begin atomic select 1;\ndrop table c;',
      [
        ['create function f() returns int begin atomic select 1', 'unreadable'],
        ['drop table c', 'drop-table'],
      ],
    ],
    [
      'a closing parenthesis too many',
      'select 1); drop table c',
      [
        ['select 1)', 'unreadable'],
        ['drop table c', 'drop-table'],
      ],
    ],
    [
      'a NUL',
      'select 1\0; drop table c',
      [
        ['select 1\0', 'unreadable'],
        ['drop table c', 'drop-table'],
      ],
    ],
    [
      'half a surrogate pair',
      `select '\ud800'; drop table c`,
      [
        [`select '\ud800'`, 'other'],
        ['drop table c', 'drop-table'],
      ],
    ],
    [
      'a string without end',
      `drop table c; select 'a; drop table d`,
      [
        ['drop table c', 'drop-table'],
        [`select 'a; drop table d`, 'unreadable'],
      ],
    ],
    [
      'a comment without end',
      'drop table c; /* x',
      [
        ['drop table c', 'drop-table'],
        ['', 'unreadable'],
      ],
    ],
    ['a comment without end in a statement', 'drop table c /* x', [['drop table c', 'unreadable']]],
    [
      'a variable of psql',
      'drop table :name; drop table c',
      [
        ['drop table :name', 'unreadable'],
        ['drop table c', 'drop-table'],
      ],
    ],
  ])('reads what stands beside %s', async (_, text, expected) => {
    expect(await outline(text)).toEqual(expected);
  });

  it('gives the parser’s own words, shortened where they quote the rest of the file', async () => {
    const [short, long] = (await read(`sel 1; select '${'x'.repeat(1000)}`)).statements;
    expect(short?.changes).toEqual([{ kind: 'unreadable', reason: 'syntax error at or near "sel"' }]);
    expect(long?.changes).toEqual([
      { kind: 'unreadable', reason: expect.stringMatching(/^unterminated quoted string at or near "'x+…$/) },
    ]);
  });

  it('says where statements stand', async () => {
    const text = '\ufeff-- é\r\n\r\n  drop table é😀;\tselect 1 ; -- x\n';
    const { statements } = await read(text);
    expect(
      statements.map(({ start, sqlStart, sqlEnd, line, column }) => ({
        start,
        sqlStart,
        sqlEnd,
        line,
        column,
      })),
    ).toEqual([
      { start: 0, sqlStart: 11, sqlEnd: 25, line: 3, column: 3 },
      { start: 26, sqlStart: 27, sqlEnd: 35, line: 3, column: 19 },
    ]);
    expect(text.slice(11, 25)).toBe('drop table é😀');
  });

  it('counts lines of one line’s worth of statements once', async () => {
    const { statements } = await read('select 1;'.repeat(20_000));
    expect(statements).toHaveLength(20_000);
    expect(statements.at(-1)).toMatchObject({ line: 1, column: 19_999 * 9 + 1 });
  });

  it('survives nesting that overflows the parser, again and again', async () => {
    const deep = `select 1${'+1'.repeat(20_000)};`;
    const { statements } = await read(`${deep}\ndrop table a;\n`.repeat(40));
    expect(statements.map(({ changes }) => changes[0]?.kind)).toEqual(
      Array.from({ length: 80 }, (_, index) => (index % 2 === 0 ? 'unreadable' : 'drop-table')),
    );
  });

  it('survives parentheses that exhaust the parser', async () => {
    const text = `select ${'('.repeat(30_000)}1${')'.repeat(30_000)}; drop table a`;
    const kinds = (await read(text)).statements.map(({ changes }) => changes[0]?.kind);
    expect(kinds).toEqual(['unreadable', 'drop-table']);
  });

  it('warns where strings are to be read otherwise from then on', async () => {
    const [off] = (await read('set standard_conforming_strings = off')).statements;
    expect(off?.changes.map(({ kind }) => kind)).toEqual(['set-variable', 'unreadable']);
    const [on] = (await read('set standard_conforming_strings = on')).statements;
    expect(on?.changes.map(({ kind }) => kind)).toEqual(['set-variable']);
  });
});

describe('readPostgresqlScript: psql', () => {
  it.each<[string, string, [string, string][]]>([
    [
      'COPY data that look like SQL',
      `copy t (a) from stdin;\n1\tdrop table x; '\n\\.\ndrop table y;`,
      [
        ['copy t (a) from stdin', 'copy'],
        ['drop table y', 'drop-table'],
      ],
    ],
    [
      'COPY data with Windows line ends',
      `copy t from stdin with (format csv);\r\n';\r\n\\.\r\ndrop table y;`,
      [
        ['copy t from stdin with (format csv)', 'copy'],
        ['drop table y', 'drop-table'],
      ],
    ],
    [
      'empty COPY data',
      'copy t from stdin;\n\\.\ndrop table y',
      [
        ['copy t from stdin', 'copy'],
        ['drop table y', 'drop-table'],
      ],
    ],
    [
      'no end of COPY data',
      'copy t from stdin;\ndrop table y;',
      [
        ['copy t from stdin', 'copy'],
        ['drop table y', 'drop-table'],
      ],
    ],
    [
      'more on the line of COPY',
      'copy t from stdin; drop table y;\n\\.\n',
      [
        ['copy t from stdin', 'copy'],
        ['drop table y', 'drop-table'],
        ['\\.', 'other'],
      ],
    ],
    [
      'COPY from a file',
      `copy t from 'stdin';\ndrop table y;\n\\.`,
      [
        [`copy t from 'stdin'`, 'copy'],
        ['drop table y', 'drop-table'],
        ['\\.', 'other'],
      ],
    ],
    [
      '\\copy with data',
      `\\copy t from stdin\n';\n\\.\ndrop table y`,
      [
        ['\\copy t from stdin', 'unreadable'],
        ['drop table y', 'drop-table'],
      ],
    ],
    [
      'commands between statements',
      '\\restrict abc\n\\set ON_ERROR_STOP on\r\n\\timing\ndrop table y;\n\\unrestrict abc\n',
      [
        ['\\restrict abc', 'other'],
        ['\\set ON_ERROR_STOP on', 'other'],
        ['\\timing', 'other'],
        ['drop table y', 'drop-table'],
        ['\\unrestrict abc', 'other'],
      ],
    ],
    [
      'a command that ends a statement',
      `select 'drop table ' || a from t \\gexec\ndrop table y;`,
      [
        [`select 'drop table ' || a from t`, 'other'],
        ['\\gexec', 'unreadable'],
        ['drop table y', 'drop-table'],
      ],
    ],
    [
      'SQL behind a command',
      '\\echo a \\\\ drop table y;',
      [
        ['\\echo a ', 'other'],
        ['drop table y', 'drop-table'],
      ],
    ],
    [
      'statements that are sent together',
      'select 1\\; drop table y;',
      [
        ['select 1', 'other'],
        ['drop table y', 'drop-table'],
      ],
    ],
  ])('reads %s', async (_, text, expected) => {
    expect(await outline(text)).toEqual(expected);
  });

  it('takes a backslash in a function’s body for no command', async () => {
    const text = `do $$ begin\n\\i x\n end $$; drop table y`;
    expect((await outline(text)).map(([, kinds]) => kinds)).toEqual(['unreadable', 'drop-table']);
  });
});
