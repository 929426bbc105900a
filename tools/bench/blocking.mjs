// How long a change of a busy table holds its writers up while a slow reader has the table.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const WRITERS = 6;
const ROWS = 50_000;
const READER_SECONDS = 3;

export const createTable =
  'CREATE TABLE t (id INT PRIMARY KEY, v INT);\n' +
  `INSERT INTO t SELECT n, 0 FROM generate_series(1, ${ROWS}) n;\n`;
export const changeTable = 'ALTER TABLE t ADD COLUMN w INT;\n';

/**
 * Runs `change` while a reader keeps the table for three seconds and six writers update rows by key.
 * @param {() => Promise<import('pg').Client>} connect opens a session in the database with the table
 * @param {() => Promise<unknown>} change
 * @returns {Promise<number>} the longest update of any writer, in milliseconds
 */
export async function longestStall(connect, change) {
  const reader = await connect();
  const writers = await Promise.all(Array.from({ length: WRITERS }, connect));
  let isOver = false;
  let longest = 0;
  const write = async (writer, first) => {
    for (let id = first; !isOver; id = id + WRITERS > ROWS ? first : id + WRITERS) {
      const started = performance.now();
      await writer.query('UPDATE t SET v = v + 1 WHERE id = $1', [id]);
      longest = Math.max(longest, performance.now() - started);
      await sleep(2);
    }
  };
  const writing = Promise.all(writers.map((writer, index) => write(writer, index + 1)));
  try {
    const reading = reader.query(`BEGIN; SELECT count(*) FROM t; SELECT pg_sleep(${READER_SECONDS}); COMMIT`);
    await sleep(300);
    await Promise.all([change(), reading]);
  } finally {
    isOver = true;
    await writing;
    await Promise.all([reader, ...writers].map((client) => client.end()));
  }
  return longest;
}

/**
 * Runs a program while this process goes on.
 * @param {{ command: string[], cwd: string, env: NodeJS.ProcessEnv }} candidate never a secret in `command`
 * @throws {Error} with its output when it fails
 */
export async function runProgram({ command, cwd, env }) {
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${command.join(' ')}\nended with exit code ${code}:\n${output}`);
}
