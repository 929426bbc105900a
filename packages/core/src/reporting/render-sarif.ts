import type { Finding, Risk } from '../analysis/finding';
import type { LintResult } from '../operations/results';

const LEVELS: Record<Risk, 'note' | 'warning' | 'error'> = {
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};

/**
 * Findings as SARIF 2.1.0, which code hosts show beside the changed lines
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).
 */
export function renderSarif(result: LintResult): string {
  const rules = [...new Set(result.findings.map(({ rule }) => rule))];
  return JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'faber-db', rules: rules.map((id) => ({ id })) } },
          columnKind: 'utf16CodeUnits',
          results: result.findings.map((finding) => sarifResult(finding, rules.indexOf(finding.rule))),
        },
      ],
    },
    undefined,
    2,
  );
}

function sarifResult(finding: Finding, ruleIndex: number) {
  const uri = (finding.file ?? finding.migration ?? '').replaceAll('\\', '/');
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.risk],
    message: {
      text: [finding.message, finding.suggestion].filter(Boolean).join('\n'),
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(uri) },
          region: { startLine: finding.line, startColumn: finding.column },
        },
      },
    ],
    ...(finding.suppressed === undefined
      ? {}
      : { suppressions: [{ kind: 'inSource', justification: finding.suppressed }] }),
  };
}
