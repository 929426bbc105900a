import type { OperationResult } from '../operations/results';
import { renderMarkdown } from './render-markdown';
import { renderSarif } from './render-sarif';
import { renderText } from './render-text';

export type ReportFormat = 'text' | 'json' | 'markdown' | 'sarif';

export interface ReportOptions {
  format: ReportFormat;
  /** Escape sequences may be used (text only). */
  color: boolean;
  /** Show details that are normally left out. */
  verbose: boolean;
}

/** Turns a result into text for a person (text, markdown) or a program (json). No trailing newline. */
export function renderResult(result: OperationResult, options: ReportOptions): string {
  switch (options.format) {
    case 'json':
      return JSON.stringify(result, undefined, 2);
    case 'markdown':
      return renderMarkdown(result, options);
    case 'text':
      return renderText(result, options);
    case 'sarif':
      // Other results have no places in files.
      return result.operation === 'lint' ? renderSarif(result) : JSON.stringify(result, undefined, 2);
  }
}
