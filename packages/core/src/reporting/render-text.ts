import type {
  EnvironmentStatus,
  JournalResult,
  LintResult,
  MigrateResult,
  OperationResult,
  PlanResult,
  ResetResult,
  ResolveResult,
  StatusResult,
} from '../operations/results';
import type { GenerateMigrationResult, SeedResult, ValidateResult } from '../operations/results';
import { count, formatBytes, formatDuration, formatMoment } from './format-values';
import { approveCommand, decisionText } from './plan-markdown';
import { findingLines, findingsSummary } from './render-findings';
import type { ReportOptions } from './render-result';
import { createStyle, type Style } from './style';

/** A result for a person at a terminal. */
export function renderText(result: OperationResult, options: ReportOptions): string {
  const style = createStyle(options.color);
  switch (result.operation) {
    case 'create':
      return result.created
        ? style.good(`✓ Created the ${result.provider} database of ${place(result)}.`)
        : `The ${result.provider} database of ${place(result)} exists already.`;
    case 'migrate':
      return migrateText(result, style, options.verbose);
    case 'status':
      return statusText(result, style, options.verbose);
    case 'generate-migration':
      return generateText(result, style);
    case 'seed':
      return seedText(result, style);
    case 'reset':
      return resetText(result, style);
    case 'resolve':
      return resolveText(result, style);
    case 'validate':
      return validateText(result, style);
    case 'plan':
      return planText(result, style);
    case 'approve':
      return style.good(
        `✓ ${result.signer} approved ${result.digest.slice(0, 12)}… for ${place(result)} until ${formatMoment(result.expiresAt)}: ${result.file}`,
      );
    case 'journal':
      return journalText(result, style);
    case 'lint':
      return lintText(result, style, options.verbose);
  }
}

function place(result: { project: string; database: string; environment?: string }): string {
  const database = result.database === 'default' ? result.project : `${result.project}/${result.database}`;
  return result.environment === undefined ? database : `${database}, ${result.environment}`;
}

function migrateText(result: MigrateResult, style: Style, verbose: boolean): string {
  const warnings = result.warnings.map((warning) => style.warn(`! ${warning}`));
  if (result.outcome === 'nothing-to-do') {
    return [...warnings, style.good(`✓ ${place(result)}: nothing to do, the database is up to date.`)].join(
      '\n',
    );
  }
  if (result.outcome === 'dry-run') return [...warnings, ...dryRunLines(result, style)].join('\n');
  const lines = result.applied.map(
    (migration) =>
      `  ${style.good('✓')} ${migration.name} ${style.faint(
        formatDuration(migration.durationMs) +
          (migration.resumedAt === undefined ? '' : `, resumed at statement ${migration.resumedAt}`) +
          (verbose ? `, ${count(migration.statements, 'statement')}` : ''),
      )}`,
  );
  return [
    ...warnings,
    ...findingLines(result.findings, style),
    ...lines,
    ...result.healthChecks
      .filter(({ state }) => verbose || state === 'warning')
      .map(({ message }) => style.warn(`! ${message}`)),
    ...(result.longestWaitOfOthersMs === undefined
      ? []
      : [
          style.faint(`Others waited for it ${formatDuration(result.longestWaitOfOthersMs)} at the longest.`),
        ]),
    style.good(
      `✓ ${place(result)}: applied ${count(result.applied.length, 'migration')} in ${formatDuration(result.durationMs)}.`,
    ),
  ].join('\n');
}

function dryRunLines(result: MigrateResult, style: Style): string[] {
  if (result.pending.length === 0) return [`${place(result)}: nothing is pending.`];
  const lines = [
    style.strong(
      `${place(result)}: ${count(result.pending.length, 'migration')} would be applied, in this order:`,
    ),
  ];
  for (const [index, migration] of result.pending.entries()) {
    const touched = migration.estimate.tables.map((table) =>
      table.estimatedRows === undefined
        ? table.name
        : `${table.name} (about ${count(table.estimatedRows, 'row')})`,
    );
    lines.push(
      '',
      `${index + 1}. ${style.strong(migration.name)} ${style.faint(
        `${count(migration.statements, 'statement')}, about ${formatDuration(migration.estimate.seconds * 1000)}` +
          (migration.partlyOutsideTransaction ? ', partly outside a transaction' : ''),
      )}`,
    );
    if (touched.length > 0) lines.push(`   touches ${touched.join(', ')}`);
    lines.push(
      ...migration.sql
        .trimEnd()
        .split(/\r?\n/)
        .map((line) => `   ${line}`),
    );
  }
  if (result.findings.length > 0) lines.push('', ...findingLines(result.findings, style));
  return [...lines, '', style.faint('Dry run: nothing was changed.')];
}

const STATES: Record<EnvironmentStatus['state'], { text: string; paint: 'good' | 'warn' | 'bad' | 'faint' }> =
  {
    'up-to-date': { text: 'up to date', paint: 'good' },
    pending: { text: 'migrations pending', paint: 'warn' },
    attention: { text: 'needs attention', paint: 'bad' },
    unreachable: { text: 'unreachable', paint: 'bad' },
    'not-configured': { text: 'not configured here', paint: 'faint' },
    'missing-database': { text: 'database does not exist yet', paint: 'warn' },
  };

/** The state of an environment in words. */
export function stateText(state: EnvironmentStatus['state']): string {
  return STATES[state].text;
}

/** `12 applied, 1 pending`; states that do not occur are left out. */
export function countsText(counts: EnvironmentStatus['counts']): string {
  const parts = Object.entries(counts).filter(([name, number]) => number > 0 || name === 'applied');
  return parts.map(([name, number]) => `${number} ${name}`).join(', ');
}

function statusText(result: StatusResult, style: Style, verbose: boolean): string {
  const lines = [style.strong(`${place(result)} (${result.provider})`)];
  for (const status of result.environments) {
    const { text, paint } = STATES[status.state];
    const lock = status.isProtected ? ' [protected]' : '';
    lines.push('', `${style.strong(status.environment)}${style.faint(lock)}  ${style[paint](text)}`);
    if (status.problem !== undefined) lines.push(`  ${status.problem.code}: ${status.problem.message}`);
    if (status.version !== undefined) {
      const size = status.sizeBytes === undefined ? '' : `, ${formatBytes(status.sizeBytes)}`;
      const tables = status.tables === undefined ? '' : `, ${count(status.tables, 'table')}`;
      lines.push(`  ${countsText(status.counts)}${style.faint(`   ${status.version}${size}${tables}`)}`);
    }
    if (status.lastApplied !== undefined) {
      lines.push(`  last applied: ${status.lastApplied.name} at ${formatMoment(status.lastApplied.at)}`);
    }
    for (const migration of status.migrations) {
      if (migration.state === 'applied' && !verbose) continue;
      const detail = migration.detail === undefined ? '' : ` - ${firstLine(migration.detail)}`;
      lines.push(`    ${migration.state.padEnd(8)} ${migration.name}${detail}`);
    }
    lines.push(...status.nextCommands.map((command) => `  → ${command}`));
  }
  return lines.join('\n');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function generateText(result: GenerateMigrationResult, style: Style): string {
  if (!result.changed) return `${place(result)}: the schema has no change that needs a migration.`;
  const lines = [
    result.written
      ? style.good(`✓ ${place(result)}: wrote ${result.file}`)
      : style.strong(`${place(result)}: would write ${result.file}`),
  ];
  if (result.downFile !== undefined) lines.push(`  and the way back, ${result.downFile}`);
  for (const loss of result.irreversible ?? [])
    lines.push(style.warn(`  ! The way back cannot restore: ${loss}`));
  if (!result.written) {
    lines.push('', result.sql?.trimEnd() ?? '');
    if (result.downSql !== undefined) lines.push('', style.faint('down.sql:'), result.downSql.trimEnd());
  }
  return lines.join('\n');
}

function seedText(result: SeedResult, style: Style): string {
  return result.ran
    ? style.good(`✓ ${place(result)}: seeded.`)
    : `${place(result)}: no seed command is configured, nothing was done.`;
}

function resetText(result: ResetResult, style: Style): string {
  const rows = result.dropped.estimatedRows;
  return [
    `  dropped ${count(result.dropped.tables, 'table')} with about ${count(rows, 'row')}`,
    `  applied ${count(result.applied.length, 'migration')}${result.seeded ? ' and the seed' : ''}`,
    style.good(`✓ ${place(result)}: the database was reset.`),
  ].join('\n');
}

function resolveText(result: ResolveResult, style: Style): string {
  const action = {
    applied: 'recorded as applied',
    'rolled-back': 'recorded as rolled back',
    baseline: 'recorded as the baseline',
  }[result.action];
  return [
    ...result.migrations.map((name) => `  ${name}`),
    style.good(`✓ ${place(result)}: ${count(result.migrations.length, 'migration')} ${action}.`),
  ].join('\n');
}

function validateText(result: ValidateResult, style: Style): string {
  return [
    ...result.databases.map(
      (database) =>
        `  ${database.name}: ${database.provider}, environments ${database.environments.join(', ') || 'none'}`,
    ),
    ...result.warnings.map((warning) => style.warn(`! ${warning}`)),
    style.good(`✓ ${result.project}: the configuration is valid.`),
  ].join('\n');
}

function planText(result: PlanResult, style: Style): string {
  const { plan } = result;
  if (plan.migrations.length === 0) return `${place(result)}: nothing is pending.`;
  const paint = { allow: style.good, approve: style.warn, block: style.bad }[plan.decision.outcome];
  return [
    ...plan.warnings.map((warning) => style.warn(`! ${warning}`)),
    style.strong(`${place(result)}: ${count(plan.migrations.length, 'migration')}`),
    ...plan.migrations.map(
      ({ name, statements, estimatedSeconds }) =>
        `  ${name} ${style.faint(`${count(statements, 'statement')}, about ${formatDuration(estimatedSeconds * 1000)}`)}`,
    ),
    ...findingLines(plan.findings, style),
    ...plan.locks
      .filter(({ duration }) => duration === 'whole statement')
      .map(
        ({ migration, statement, object, mode, blocks }) =>
          `  ${migration}, statement ${statement}: ${mode} on ${object} holds up ${blocks}`,
      ),
    paint(decisionText(plan)),
    ...plan.decision.reasons.map(({ because }) => `  ${because}`),
    `Written to ${result.files.plan} and ${result.files.report}.`,
    `Digest ${plan.digest}`,
    ...(plan.decision.outcome === 'approve' ? [`To run exactly this: ${approveCommand(plan)}`] : []),
  ].join('\n');
}

function journalText(result: JournalResult, style: Style): string {
  if (result.exported !== undefined) return result.exported.replace(/\n$/, '');
  const lines = result.entries.map((entry) => {
    const outcome = entry.outcome ?? entry.phase;
    const paint = { succeeded: style.good, failed: style.bad, refused: style.warn, cancelled: style.warn };
    const painted = entry.outcome === undefined ? style.faint(outcome) : paint[entry.outcome](outcome);
    const who = entry.actor.git ?? `${entry.actor.user}@${entry.actor.host}`;
    const what = entry.error === undefined ? (entry.migrations ?? []).join(', ') : entry.error.code;
    return `${entry.sequence} ${formatMoment(entry.time)} ${entry.operation} ${painted} ${who} ${style.faint(what)}`.trimEnd();
  });
  const { verification } = result;
  return [
    ...(lines.length === 0 ? [`${place(result)}: no entries in ${result.place}.`] : lines),
    ...(verification === undefined
      ? []
      : verification.intact && verification.entries === 0
        ? [
            style.warn(
              `! ${result.place} has no entries: nothing was done here yet, or the journal was taken away.`,
            ),
          ]
        : verification.intact
          ? [
              style.good(
                `✓ ${result.place}: ${count(verification.entries, 'entry', 'entries')}, every byte as it was written.`,
              ),
              ...(verification.head === undefined ? [] : [style.faint(`Newest hash: ${verification.head}`)]),
            ]
          : [
              style.bad(`✗ ${result.place} was changed or damaged:`),
              ...verification.problems.map(
                ({ line, problem }) => `  ${line === undefined ? '' : `line ${line}: `}${problem}`,
              ),
            ]),
    ...(verification?.unfinished ?? []).map((run) =>
      style.warn(`! Run ${run} started and did not finish: it was killed or still runs.`),
    ),
  ].join('\n');
}

function lintText(result: LintResult, style: Style, verbose: boolean): string {
  const summary = `${count(result.statements.length, 'statement')}, ${findingsSummary(result.findings)}`;
  return [
    ...findingLines(result.findings, style),
    ...result.warnings.map((warning) => style.warn(`! ${warning}`)),
    ...result.downChecks
      .filter(({ state }) => verbose || state !== 'restores')
      .map(({ migration, state, message }) =>
        (state === 'restores' || state === 'skipped' ? style.faint : style.bad)(
          `down of ${migration}: ${message}`,
        ),
      ),
    result.clean ? style.good(`✓ ${summary}`) : style.bad(`✗ ${summary}`),
  ].join('\n');
}
