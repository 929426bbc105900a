import type { MigrateResult, OperationResult, StatusResult } from '../operations/results';
import { count, formatDuration, formatMoment } from './format-values';
import type { ReportOptions } from './render-result';
import { countsText, renderText, stateText } from './render-text';

/** A result for a pull request comment or a CI job summary. */
export function renderMarkdown(result: OperationResult, options: ReportOptions): string {
  if (result.operation === 'status') return statusMarkdown(result);
  if (result.operation === 'migrate' && result.outcome === 'dry-run') return dryRunMarkdown(result);
  const title = `### ${result.project}: ${result.operation}`;
  return `${title}\n\n${renderText(result, { ...options, format: 'text', color: false })
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => `- ${line}`)
    .join('\n')}`;
}

function statusMarkdown(result: StatusResult): string {
  const rows = result.environments.map((status) => {
    const last =
      status.lastApplied === undefined
        ? ''
        : `\`${status.lastApplied.name}\` (${formatMoment(status.lastApplied.at)})`;
    const detail = status.problem === undefined ? countsText(status.counts) : cell(status.problem.message);
    return `| ${status.environment}${status.isProtected ? ' 🔒' : ''} | ${stateText(status.state)} | ${detail} | ${last} |`;
  });
  const next = result.environments.flatMap((status) => status.nextCommands.map((command) => `- ${command}`));
  return [
    `### ${result.project}: database status`,
    '',
    '| environment | state | migrations | last applied |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(next.length === 0 ? [] : ['', ...next]),
  ].join('\n');
}

function dryRunMarkdown(result: MigrateResult): string {
  const lines = [
    `### ${result.project}: ${count(result.pending.length, 'pending migration')} for ${result.environment}`,
  ];
  for (const warning of result.warnings) lines.push('', `> ⚠ ${warning}`);
  for (const migration of result.pending) {
    const touched = migration.estimate.tables.map((table) => `\`${table.name}\``);
    lines.push(
      '',
      `#### ${migration.name}`,
      '',
      `${count(migration.statements, 'statement')}, about ${formatDuration(migration.estimate.seconds * 1000)}` +
        (touched.length > 0 ? `, touches ${touched.join(', ')}` : ''),
      '',
      fence(migration.sql),
    );
  }
  return lines.join('\n');
}

/** A fence longer than any run of backticks inside, so that SQL cannot break out of it. */
function fence(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map((run) => run[0].length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}sql\n${sql.trimEnd()}\n${ticks}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
