import { defineRule } from '../rule';

/** First words of statements, and of clauses of ALTER and CREATE, that change schema, data or rights. */
const CHANGING = new Set(
  (
    'drop alter create truncate delete update insert replace rename grant revoke ' +
    'add modify change partition convert discard exchange'
  ).split(' '),
);

/** What dumps put around their inserts. */
const DUMP_HINT = /^alter\s+table\s+\S+\s+(disable|enable)\s+keys\s*;?$/i;

/**
 * What stands in a comment such as this is executed by some servers and skipped by others, depending on flavour and
 * version, and most readers and tools take it for a comment. A change of schema or data must not be hidden there. What
 * the server that is meant skips is left out.
 *
 * Source: MySQL, "Comments"; MariaDB, "Comment Syntax" (versions 50700 to 99999 are skipped); no other linter has it.
 *
 * Safe alternative: write the statement without the comment.
 */
export const executableComment = defineRule({
  id: 'executable-comment',
  title: 'A change is hidden in a comment that some servers execute',
  engines: ['mysql'],
  risk: 'medium',
  on: ['executable-comment'],
  check(current) {
    const { text, executed, verb } = current.change;
    const inside = withoutMarks(text);
    if (!executed || !CHANGING.has(verb.toLowerCase()) || DUMP_HINT.test(inside)) return undefined;
    return {
      object: '',
      message: `The server executes what stands in this comment (${verb.toUpperCase()} …), while it looks as if it did nothing; other servers skip it.`,
      suggestion: `-- Write it without the comment, or leave it out:\n${inside}`,
    };
  },
  examples: [
    { provider: 'mysql', why: 'a statement', sql: '/*!50000 DROP TABLE users */;', finds: 1 },
    {
      provider: 'mysql',
      why: 'for all versions',
      sql: '/*! UPDATE users SET a = 1 WHERE id = 1 */;',
      finds: 1,
    },
    { provider: 'mysql', why: 'only MariaDB', sql: '/*M! ALTER TABLE t ADD a int */;', finds: 1 },
    {
      provider: 'mysql',
      why: 'a clause',
      sql: 'ALTER TABLE t /*!50000 DROP COLUMN x, */ ADD y int;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'MariaDB executes what was meant for its own version',
      serverVersion: '10.11.6-MariaDB',
      sql: '/*M!100100 DROP TABLE users */;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'the server that is meant skips it',
      serverVersion: '10.11.6-MariaDB',
      sql: '/*!80000 DROP TABLE users */;',
      finds: false,
    },
    { provider: 'mysql', why: 'a setting', sql: '/*!40101 SET NAMES utf8 */;', finds: false },
    {
      provider: 'mysql',
      why: 'a hint of a dump',
      sql: '/*!40000 ALTER TABLE `users` DISABLE KEYS */;',
      finds: false,
    },
    { provider: 'mysql', why: 'a plain comment', sql: '/* DROP TABLE users */ SELECT 1;', finds: false },
    { provider: 'mysql', why: 'a hint to the optimizer', sql: 'SELECT /*+ NO_ICP(t) */ 1;', finds: false },
    { provider: 'mysql', why: 'only a string', sql: "SELECT '/*! DROP TABLE users */';", finds: false },
  ],
});

function withoutMarks(text: string): string {
  return text
    .replace(/^\/\*M?!\d*/i, '')
    .replace(/\*\/$/, '')
    .trim();
}
