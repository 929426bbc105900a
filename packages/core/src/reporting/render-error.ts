import type { FaberDbError } from '../errors/faber-db-error';
import { exitCodeFor, exitCodeMeaning, type ExitCodeOperation } from './exit-codes';
import type { ReportOptions } from './render-result';
import { createStyle } from './style';

/**
 * An error as text (what happened, where, what to type next), Markdown or JSON
 * (`{ error, exitCode }`). No trailing newline.
 */
export function renderError(
  error: FaberDbError,
  options: ReportOptions & { operation: ExitCodeOperation },
): string {
  const data = error.toJSON();
  const exitCode = exitCodeFor(options.operation, error);
  if (options.format === 'json' || options.format === 'sarif') {
    return JSON.stringify({ operation: options.operation, error: data, exitCode }, undefined, 2);
  }
  const where = Object.entries(data.location).map(([key, value]) => `${key} ${value}`);
  const markdown = options.format === 'markdown';
  const style = createStyle(options.color && !markdown);
  const lines = [
    markdown ? `### ✗ ${data.code}` : style.bad(`✗ ${data.code}`) + style.faint(` (${options.operation})`),
    '',
    data.message,
  ];
  if (data.cause !== undefined) lines.push('', `Cause: ${data.cause}`);
  if (where.length > 0) lines.push('', `Where: ${where.join(', ')}`);
  if (data.remedy.length > 0) {
    lines.push('', markdown ? '**Next:**' : style.strong('Next:'));
    lines.push(...data.remedy.map((step) => (markdown ? `- ${step}` : `  → ${step}`)));
  }
  lines.push('', style.faint(`Exit code ${exitCode}: ${exitCodeMeaning(options.operation, exitCode)}`));
  if (options.verbose && error.stack !== undefined) lines.push('', style.faint(error.stack));
  return lines.join('\n');
}
