import type { LintResult, MigrateResult, OperationResult, StatusResult } from '../operations/results';
import { count, formatDuration, formatMoment } from './format-values';
import { cell, fence } from './markdown-parts';
import { findingsTable, planMarkdown } from './plan-markdown';
import { findingsSummary } from './render-findings';
import type { ReportOptions } from './render-result';
import { countsText, renderText, stateText } from './render-text';

/** A result for a pull request comment or a CI job summary. */
export function renderMarkdown(result: OperationResult, options: ReportOptions): string {
  if (result.operation === 'status') return statusMarkdown(result);
  if (result.operation === 'migrate' && result.outcome === 'dry-run') return dryRunMarkdown(result);
  if (result.operation === 'plan') return planMarkdown(result.plan);
  if (result.operation === 'lint') return lintMarkdown(result);
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
  if (result.findings.length > 0) lines.push('', ...findingsTable(result.findings));
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

function lintMarkdown(result: LintResult): string {
  return [
    `### ${result.project ?? 'SQL'}: lint`,
    '',
    `${result.clean ? '✓' : '✗'} ${findingsSummary(result.findings)}`,
    '',
    ...result.warnings.map((warning) => `- ⚠ ${warning}`),
    ...result.downChecks.map(
      ({ migration, state, message }) => `- down of ${migration}: ${state}. ${message}`,
    ),
    '',
    ...findingsTable(result.findings),
  ]
    .join('\n')
    .trimEnd();
}
