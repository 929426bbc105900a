import { text as readAll } from 'node:stream/consumers';
import type { ReportFormat } from '@faber-db/core';
import { useColor } from '../terminal/use-color';
import type { OptionValues } from './parse-arguments';
import { reportError, type ProgramContext } from './run-program';

/**
 * `faber-db lint <files…>`: lints SQL files. Needs no workspace, no configuration and no database.
 * Prints the result; returns the exit code of `lint`.
 */
export async function runLintFiles(
  { files, options }: { files: readonly string[]; options: OptionValues },
  context: ProgramContext,
): Promise<number> {
  const { exitCodeFor, FaberDbError, lintFiles, renderResult } = await import('@faber-db/core');
  const { stdin, stdout } = context.streams;
  const format = (text(options['format']) ?? 'text') as ReportFormat;
  const color = options['color'] === undefined ? undefined : options['color'] === true;
  try {
    const result = await lintFiles({
      files,
      provider: text(options['provider']),
      schema: text(options['schema']),
      serverVersion: text(options['server-version']),
      failOn: text(options['fail-on']),
      readInput: () => readAll(stdin),
    });
    const report = {
      format,
      color: useColor(stdout, context.env, color),
      verbose: options['verbose'] === true,
    };
    stdout.write(`${renderResult(result, report)}\n`);
    return exitCodeFor('lint', result);
  } catch (error) {
    return reportError(FaberDbError.from(error), 'lint', format, context, color);
  }
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
