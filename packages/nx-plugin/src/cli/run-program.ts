import type {
  ExitCodeOperation,
  FaberDbError,
  OperationName,
  ProcessEnvironment,
  ReportFormat,
} from '@faber-db/core';
import type { OptionsOf, ProcessStreams } from '../run/run-operation';
import type { CommandName } from './commands';
import {
  parseArguments,
  type OptionValues,
  type ParsedArguments,
  type ParsedCommand,
} from './parse-arguments';

/** What the program is given by the system. */
export interface ProgramContext {
  env: ProcessEnvironment;
  streams: ProcessStreams;
  cwd: string;
}

/**
 * The `faber-db` program: reads the arguments, runs the command and returns its exit code.
 * Everything beyond the arguments is loaded by the command that needs it, so that a help
 * text or a fingerprint does not wait for the rest.
 */
export async function runProgram(
  argv: readonly string[],
  context: ProgramContext = { env: process.env, streams: process, cwd: process.cwd() },
): Promise<number> {
  const parsed = parseArguments(argv);
  switch (parsed.kind) {
    case 'version':
      context.streams.stdout.write(`${await version()}\n`);
      return 0;
    case 'help':
      context.streams.stdout.write(`${await help(parsed.command)}\n`);
      return 0;
    case 'invalid':
      return rejectArguments(parsed, context);
    case 'command':
      return runCommand(parsed, context);
  }
}

async function runCommand(parsed: ParsedCommand, context: ProgramContext): Promise<number> {
  const { files } = parsed;
  if (files !== undefined) {
    return (await import('./lint-files.js')).runLintFiles({ ...parsed, files }, context);
  }
  switch (parsed.command) {
    case 'init':
      return (await import('./init.js')).runInit(parsed.options, context);
    case 'fingerprint':
      return (await import('./fingerprint.js')).runFingerprint(parsed, context);
    default:
      return runOperationCommand(parsed.command, parsed, context);
  }
}

async function runOperationCommand(
  operation: OperationName,
  { project, options }: ParsedCommand,
  context: ProgramContext,
): Promise<number> {
  const { runOperation } = await import('../run/run-operation.js');
  const { locateProject } = await import('./locate-project.js');
  const { format = 'text', verbose = false, color } = options;
  return runOperation({
    operation,
    locate: () =>
      locateProject({ project, projectRoot: options['project-root'] as string | undefined }, context),
    options: operationOptions(options),
    format: format as ReportFormat,
    verbose: verbose === true,
    ...(color === undefined ? {} : { color: color === true }),
    env: context.env,
    streams: context.streams,
  });
}

/** Options that say how the program behaves, not what the operation does. */
const PROGRAM_OPTIONS = new Set(['project-root', 'format', 'verbose', 'color', 'help']);

/** `--dry-run`, `--env` as typed → `dryRun`, `environment` as the core's operations call them. */
export function operationOptions(values: OptionValues): OptionsOf<OperationName> & object {
  const entries = Object.entries(values)
    .filter(([name]) => !PROGRAM_OPTIONS.has(name))
    .map(([name, value]) => [
      name === 'env' ? 'environment' : name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]);
  return Object.fromEntries(entries);
}

async function help(command: CommandName | undefined): Promise<string> {
  const { commandHelp, programHelp } = await import('./help.js');
  if (command === undefined) return programHelp();
  if (command === 'fingerprint') return commandHelp(command);
  const { exitCodeMeaning } = await import('@faber-db/core');
  const meanings = Array.from({ length: 5 }, (_, code) => exitCodeMeaning(command, code));
  return commandHelp(
    command,
    meanings.filter((meaning) => meaning !== 'unknown'),
  );
}

async function version(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const text = await readFile(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Says what is wrong with the command line; exit code 1, of `lint` 2. */
async function rejectArguments(
  parsed: Extract<ParsedArguments, { kind: 'invalid' }>,
  context: ProgramContext,
): Promise<number> {
  const { FaberDbError } = await import('@faber-db/core');
  const error = new FaberDbError('OPTION_INVALID', parsed.message, { remedy: parsed.remedy });
  const operation =
    parsed.command === undefined || parsed.command === 'fingerprint' ? 'init' : parsed.command;
  return reportError(error, operation, parsed.json ? 'json' : 'text', context);
}

/**
 * Prints an error: as JSON on standard output where a program listens, else as text on standard error.
 * Returns the exit code that `operation` has for it.
 */
export async function reportError(
  error: FaberDbError,
  operation: ExitCodeOperation,
  format: ReportFormat,
  { env, streams }: ProgramContext,
  color?: boolean,
): Promise<number> {
  const { exitCodeFor, renderError } = await import('@faber-db/core');
  const { errorStream } = await import('../run/error-stream.js');
  const { useColor } = await import('../terminal/use-color.js');
  const stream = errorStream(format, streams);
  const options = { format, color: useColor(stream, env, color), verbose: false, operation };
  stream.write(`${renderError(error, options)}\n`);
  return exitCodeFor(operation, error);
}
