import type { ReportFormat } from '@faber-db/core';
import type { ProcessStreams } from './run-operation';

/** Where an error belongs: with the formats for programs on standard output, where they look for it. */
export function errorStream(
  format: ReportFormat,
  { stdout, stderr }: Pick<ProcessStreams, 'stdout' | 'stderr'>,
): NodeJS.WriteStream {
  return format === 'json' || format === 'sarif' ? stdout : stderr;
}
