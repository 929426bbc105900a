import { isAtLeast, type Finding, type Risk } from '../../analysis/finding';
import type { LintWarning } from '../../analysis/find-problems';
import { isBlank, type SqlScript } from '../../analysis/script';
import type { ProviderName } from '../../environments/connection';
import type { DownCheck, LintResult } from '../results';

/** A script with the name under which it is reported. */
export interface NamedScript {
  script: SqlScript;
  file?: string;
  migration?: string;
}

/** Puts what was read and found into a result. */
export function lintResult(input: {
  provider: ProviderName;
  scripts: readonly NamedScript[];
  findings: Finding[];
  warnings: readonly LintWarning[];
  downChecks?: DownCheck[];
  failOn: Risk;
}): LintResult {
  const { provider, scripts, findings, failOn, downChecks = [] } = input;
  const isBad = ({ risk, suppressed }: Finding) => suppressed === undefined && isAtLeast(risk, failOn);
  return {
    operation: 'lint',
    provider,
    statements: scripts.flatMap(({ script, ...name }) =>
      script.statements.map(({ text, line, column }) => ({ ...name, text, line, column })),
    ),
    findings,
    unreadable: scripts.flatMap(({ script, ...name }) =>
      script.statements
        .filter((statement) => !isBlank(statement))
        .flatMap(({ changes, line, column }) =>
          changes.flatMap((change) =>
            change.kind === 'unreadable' ? [{ ...name, line, column, reason: change.reason }] : [],
          ),
        ),
    ),
    warnings: input.warnings.map(
      ({ file, line, message }) => `${file === undefined ? '' : `${file}:`}${line}: ${message}`,
    ),
    downChecks,
    failOn,
    clean:
      !findings.some(isBad) && !downChecks.some(({ state }) => state === 'differs' || state === 'failed'),
  };
}
