import type { Finding } from '../analysis/finding';
import type { Plan } from '../policy/plan';
import { count, formatDuration, formatMoment } from './format-values';
import { cell, fence } from './markdown-parts';

/** A plan for a pull request, a job summary, or a person who looks before answering. */
export function planMarkdown(plan: Plan): string {
  const place = plan.database === 'default' ? plan.project : `${plan.project}/${plan.database}`;
  return [
    `### ${place}: plan for ${plan.environment}`,
    '',
    ...(plan.migrations.length === 0
      ? ['Nothing is pending.']
      : [
          `**${decisionText(plan)}**`,
          '',
          ...plan.decision.reasons.map(({ because }) => `- ${because}`),
          ...plan.warnings.map((warning) => `- ⚠ ${warning}`),
          '',
          ...findingsTable(plan.findings),
          ...locksTable(plan),
          ...migrationSections(plan),
        ]),
    `Digest \`${plan.digest}\`, made ${formatMoment(plan.createdAt)}, holds until ${formatMoment(plan.expiresAt)}.`,
    ...(plan.decision.outcome === 'approve' ? ['', `To run exactly this: \`${approveCommand(plan)}\``] : []),
  ].join('\n');
}

/** The decision in a sentence. */
export function decisionText({ decision, migrations }: Plan): string {
  const what = count(migrations.length, 'migration');
  const backup = decision.backup === 'optional' ? '' : ` A backup is ${decision.backup}.`;
  switch (decision.outcome) {
    case 'allow':
      return `${what} may run without approval.${backup}`;
    case 'approve':
      return `${what} need${migrations.length === 1 ? 's' : ''} the ${decision.approval} approval.${backup}`;
    case 'block':
      return `${what} must not run: the policy forbids it.${backup}`;
  }
}

/** The command that approves a plan by its digest. */
export function approveCommand({ project, database, environment, digest }: Plan): string {
  const name = database === 'default' ? '' : ` --database ${database}`;
  return `faber-db migrate ${project} --env ${environment}${name} --approve ${digest}`;
}

/** Findings as a table, the weightiest rules as they come; nothing if there is none. */
export function findingsTable(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [
    '| risk | rule | where | what can happen | instead |',
    '| --- | --- | --- | --- | --- |',
    ...findings.map((finding) => {
      const where = [finding.migration ?? finding.file, `line ${finding.line}`].filter(Boolean).join(', ');
      const risk =
        finding.suppressed === undefined
          ? finding.risk
          : `~~${finding.risk}~~ allowed: ${finding.suppressed}`;
      return `| ${[risk, `\`${finding.rule}\``, where, messageOf(finding), code(finding.suggestion)].map(cell).join(' | ')} |`;
    }),
    '',
  ];
}

function messageOf({ object, message, estimatedRows }: Finding): string {
  const rows = estimatedRows === undefined ? '' : ` (about ${count(estimatedRows, 'row')})`;
  return `${object === '' ? '' : `\`${object}\`: `}${message}${rows}`;
}

function code(text: string): string {
  return text === '' ? '' : `<code>${escapeHtml(text).replaceAll('\n', '<br>')}</code>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function locksTable({ locks }: Plan): string[] {
  if (locks.length === 0) return [];
  return [
    '| migration | statement | locks | mode | holds up | for |',
    '| --- | --- | --- | --- | --- | --- |',
    ...locks.map(
      (lock) =>
        `| ${[lock.migration, String(lock.statement), lock.object, lock.mode, lock.blocks, lock.duration].map(cell).join(' | ')} |`,
    ),
    '',
  ];
}

function migrationSections({ migrations }: Plan): string[] {
  return migrations.flatMap((migration) => [
    `#### ${migration.name}`,
    '',
    `${count(migration.statements, 'statement')}, about ${formatDuration(migration.estimatedSeconds * 1000)}` +
      (migration.partlyOutsideTransaction ? ', partly outside a transaction' : '') +
      `, SHA-256 \`${migration.checksum.slice(0, 12)}…\``,
    '',
    fence(migration.sql),
    '',
  ]);
}
