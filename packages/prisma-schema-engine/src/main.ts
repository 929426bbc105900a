// The program behind bin/schema-engine.js; `index.ts` is what other packages import.
import { readFileSync } from 'node:fs';
import { parseArguments } from './argv';
import { runDatabaseCommand } from './database-command';
import { datasourceOfArguments } from './datasource';
import { createEngineLog } from './engine-log';
import { EngineSession } from './engine-session';
import { serveJsonRpc } from './json-rpc';
import { Shutdown } from './shutdown';
import { logLine, type LogFields } from './stderr-log';
import { UserFacingError } from './user-error';

/** How often to look whether the parent is still there once it closed our stdin, in milliseconds. */
const ORPHAN_CHECK_INTERVAL = 200;

const { env } = process;
const log = createEngineLog(env);
const shutdown = new Shutdown(log);

async function main(): Promise<number> {
  // The CLI takes every line on stderr for JSON, so Node must not warn there (of experimental features).
  process.removeAllListeners('warning');
  const argv = process.argv.slice(2);
  log('started', { argv, node: process.version });

  const parsed = parseArguments(argv);
  const datamodels = parsed.datamodels.map((path) => ({ path, content: readFileSync(path, 'utf8') }));
  const cwd = process.cwd();
  const datasource = datasourceOfArguments(parsed.datasource, datamodels, env, cwd);
  const session = new EngineSession({
    datamodels,
    datasource,
    datasourceIsFixed: parsed.datasource?.url !== undefined,
    cwd,
    env,
    log,
    shutdown,
  });
  if (parsed.mode === 'version') {
    process.stdout.write(`schema-engine-cli ${await session.version()}\n`);
    return 0;
  }

  report('INFO', { message: 'Starting schema engine CLI' });
  if (typeof parsed.mode === 'object') {
    report('INFO', {
      message: await runDatabaseCommand(parsed.mode.database, datasource, { env, log, shutdown }),
    });
    return 0;
  }
  stopWhenOrphaned();
  await serveJsonRpc(process.stdin, process.stdout, {
    answer: (request) => session.answer(request),
    describeError: (error) => session.describeError(error),
  });
  return 0;
}

function report(level: 'INFO' | 'ERROR', fields: LogFields): void {
  process.stderr.write(logLine(level, fields));
}

function reportError(error: unknown): void {
  log('error', error);
  const code = error instanceof UserFacingError ? (error.code ?? '') : '';
  report('ERROR', {
    is_panic: false,
    error_code: code,
    message: error instanceof Error ? error.message : String(error),
  });
}

async function leave(exitCode: number): Promise<never> {
  await shutdown.run();
  log('stopped', { exitCode });
  process.exit(exitCode);
}

/**
 * A parent that closed our stdin may be waiting for the answers still to come, or be gone, in which case
 * nobody wants them.
 */
function stopWhenOrphaned(): void {
  const parent = process.ppid;
  process.stdin.on('close', () => {
    setInterval(() => {
      if (process.ppid !== parent) void leave(1);
    }, ORPHAN_CHECK_INTERVAL).unref();
  });
  // Writing to a parent that is gone must not end the process before the shadow database is dropped.
  process.stdout.on('error', () => void leave(1));
}

// SIGTERM is how the CLI ends its engine in the ordinary course of things.
process.on('SIGTERM', () => void leave(0));
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => void leave(130));

main().then(leave, (error: unknown) => {
  reportError(error);
  return leave(1);
});
