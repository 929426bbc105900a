import type * as coreModule from '@faber-db/core';
import type {
  OperationContext,
  OperationName,
  OperationResult,
  ProcessEnvironment,
  ReportFormat,
} from '@faber-db/core';
import { createTerminal } from '../terminal/interactive-terminal';
import { useColor } from '../terminal/use-color';
import { abortOnSignals } from './abort-on-signals';
import { errorStream } from './error-stream';

type Core = typeof coreModule;

/** How each operation of the core is called. */
interface OperationFunctions {
  create: Core['createDatabase'];
  'generate-migration': Core['generateMigration'];
  lint: Core['lint'];
  plan: Core['plan'];
  approve: Core['approve'];
  migrate: Core['migrate'];
  status: Core['status'];
  seed: Core['seed'];
  reset: Core['reset'];
  validate: (context: OperationContext, options: object) => ReturnType<Core['validate']>;
  resolve: Core['resolve'];
  journal: Core['journal'];
}

/** Options of one operation, as the core takes them. */
export type OptionsOf<Name extends OperationName> = Parameters<OperationFunctions[Name]>[1];

/** Where the project is that an operation works on. All paths are absolute. */
export interface ProjectLocation {
  workspaceRoot: string;
  projectRoot: string;
  projectName: string;
}

/** What this process has to talk to people and programs. */
export interface ProcessStreams {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

export interface OperationRun<Name extends OperationName> {
  operation: Name;
  /** Finds the project; what it throws is reported like an error of the operation. */
  locate(): ProjectLocation | Promise<ProjectLocation>;
  options: OptionsOf<Name>;
  format: ReportFormat;
  verbose: boolean;
  /** Undefined: decided from the environment and the streams. */
  color?: boolean;
  env: ProcessEnvironment;
  streams: ProcessStreams;
  /** How many tasks Nx runs in this command (0: unknown); undefined outside of Nx. */
  taskCount?: number;
}

/**
 * Runs one operation from start to end: loads the configuration, runs it, prints the
 * result on standard output and progress and errors on standard error (an error as JSON
 * goes to standard output, where programs look for it). Never throws.
 * Returns the exit code that is documented for the operation.
 */
export async function runOperation<Name extends OperationName>(run: OperationRun<Name>): Promise<number> {
  const core = await import('@faber-db/core');
  const { stdin, stdout, stderr } = run.streams;
  const verbose = run.verbose || run.env['FABER_DB_DEBUG'] === 'true';
  const progress = core.createProgressReporter({
    stream: stderr,
    isTerminal: stderr.isTTY === true && run.env['TERM'] !== 'dumb',
    color: useColor(stderr, run.env, run.color),
    verbose,
  });
  const watch = abortOnSignals();
  try {
    const location = await run.locate();
    const config = await core.loadConfig({ ...location, env: run.env });
    const context: OperationContext = {
      config,
      env: run.env,
      clock: core.systemClock,
      terminal: createTerminal({
        stdin,
        stdout,
        env: run.env,
        taskCount: run.taskCount,
        beforeQuestion: () => progress.stop(),
      }),
      onEvent: (event) => progress.onEvent(event),
      signal: watch.signal,
    };
    const operate: (context: OperationContext, options: OptionsOf<Name>) => Promise<OperationResult> =
      operationFunction(core, run.operation);
    const result = await operate(context, run.options);
    progress.stop();
    const report = { format: run.format, color: useColor(stdout, run.env, run.color), verbose };
    stdout.write(`${core.renderResult(result, report)}\n`);
    return core.exitCodeFor(run.operation, result);
  } catch (thrown) {
    progress.stop();
    const error = core.FaberDbError.from(thrown);
    const stream = errorStream(run.format, run.streams);
    const report = { format: run.format, color: useColor(stream, run.env, run.color), verbose };
    stream.write(`${core.renderError(error, { ...report, operation: run.operation })}\n`);
    return core.exitCodeFor(run.operation, error);
  } finally {
    watch.dispose();
  }
}

function operationFunction<Name extends OperationName>(core: Core, name: Name): OperationFunctions[Name] {
  const functions: OperationFunctions = {
    create: core.createDatabase,
    'generate-migration': core.generateMigration,
    lint: core.lint,
    plan: core.plan,
    approve: core.approve,
    migrate: core.migrate,
    status: core.status,
    seed: core.seed,
    reset: core.reset,
    validate: (context) => core.validate(context),
    resolve: core.resolve,
    journal: core.journal,
  };
  return functions[name];
}
