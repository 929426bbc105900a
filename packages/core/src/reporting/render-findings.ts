import { isAtLeast, type Finding, type Risk } from '../analysis/finding';
import { count } from './format-values';
import type { Style } from './style';

/** Findings for a person at a terminal, each with its place, what can happen and what to do instead. */
export function findingLines(findings: readonly Finding[], style: Style): string[] {
  return findings.flatMap((finding) => {
    const place = [finding.migration ?? finding.file, finding.line, finding.column].filter(Boolean).join(':');
    const rows = finding.estimatedRows === undefined ? '' : `, about ${count(finding.estimatedRows, 'row')}`;
    const head =
      finding.suppressed === undefined
        ? paint(finding.risk, style)(`${finding.risk} ${finding.rule}`)
        : style.faint(`${finding.risk} ${finding.rule} (allowed: ${finding.suppressed})`);
    return [
      `${head} ${style.faint(place)} ${finding.object}${rows}`.trimEnd(),
      `  ${finding.message}`,
      ...(finding.suggestion === ''
        ? []
        : finding.suggestion.split('\n').map((line) => style.faint(`  → ${line}`))),
    ];
  });
}

/** `3 findings: 1 high, 2 medium (1 allowed)`. */
export function findingsSummary(findings: readonly Finding[]): string {
  const counting = findings.filter(({ suppressed }) => suppressed === undefined);
  const byRisk = (['critical', 'high', 'medium', 'low'] as const)
    .map((risk) => [counting.filter((finding) => finding.risk === risk).length, risk] as const)
    .filter(([number]) => number > 0)
    .map(([number, risk]) => `${number} ${risk}`);
  const allowed = findings.length - counting.length;
  return (
    count(counting.length, 'finding') +
    (byRisk.length === 0 ? '' : `: ${byRisk.join(', ')}`) +
    (allowed === 0 ? '' : ` (${allowed} allowed by comment)`)
  );
}

function paint(risk: Risk, style: Style): (text: string) => string {
  return isAtLeast(risk, 'high') ? style.bad : style.warn;
}
