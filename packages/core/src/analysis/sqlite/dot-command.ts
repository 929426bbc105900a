import type { Change } from '../change';

/** Commands of the `sqlite3` shell that only change how it shows things (https://www.sqlite.org/cli.html). */
const HARMLESS = new Set(
  `.bail .binary .changes .echo .eqp .explain .headers .help .mode .nullvalue .once .output .print .prompt
   .separator .show .stats .timer .timeout .trace .width .version .exit .quit .schema .tables .indexes
   .databases .fullschema .dbinfo .lint`.split(/\s+/),
);

/**
 * What a line does that begins with `.` or `#` where a statement could begin. The `sqlite3` shell, and
 * nothing else, knows such lines: `#` begins a comment there, `.read` runs another file.
 * `.output` and `.once` are harmless only without a `|` program behind them.
 */
export function readDotCommand(line: string): Change {
  const [command = ''] = line.split(/\s/, 1);
  const name = command.toLowerCase();
  if (HARMLESS.has(name) && !line.includes('|')) return { kind: 'other', verb: name };
  const what = line.startsWith('#') ? 'a line with #' : `"${command}"`;
  return { kind: 'unreadable', reason: `only the sqlite3 shell knows ${what}` };
}
