import type { Finding, Risk, RuleId } from './finding';
import type { Hit, Rule, RunChange } from './rule';
import { statementNumbers, type SqlScript } from './script';
import { positionsIn } from './segment-positions';

/** A file of the run. */
export interface RunScript {
  script: SqlScript;
  /** As it shall stand in the findings. */
  file?: string;
  migration?: string;
}

/** What the configuration says about rules. */
export type ConfiguredRisks = Partial<Record<RuleId, Risk | 'off'>>;

/** A finding and where it belongs. */
export interface Placed {
  finding: Finding;
  /** 0-based position of the file in the run. */
  file: number;
  /** 0-based position of the statement in its file. */
  position: number;
}

/** Origins that may be far from the beginning of their statement, and are named by a place of their own. */
const INSIDE: ReadonlySet<string> = new Set(['do-block', 'function-body', 'dynamic']);

/** Makes findings of hits: with file, number of the statement, line and column, and the risk that counts. */
export function placer(
  scripts: readonly RunScript[],
  riskOf: ConfiguredRisks = {},
): (rule: Rule, hit: Hit, current: RunChange) => Placed {
  const positions = scripts.map(({ script }) => positionsIn(script.text));
  const numbers = scripts.map(({ script }) => statementNumbers(script));
  return (rule, hit, { change, statement, file, position }) => {
    const { file: path, migration } = scripts[file] ?? {};
    const isInside = change.via !== undefined && INSIDE.has(change.via);
    const inner = isInside && change.offset !== undefined ? positions[file]?.(change.offset) : undefined;
    const { line, column } = inner ?? statement;
    const configured = riskOf[rule.id];
    const { object, message, suggestion, estimatedRows } = hit;
    const finding: Finding = {
      rule: rule.id,
      risk: configured === undefined || configured === 'off' ? (hit.risk ?? rule.risk) : configured,
      ...(path === undefined ? {} : { file: path }),
      ...(migration === undefined ? {} : { migration }),
      statement: numbers[file]?.[position] ?? 0,
      line,
      column,
      object,
      message,
      suggestion,
      ...(estimatedRows === undefined ? {} : { estimatedRows }),
    };
    return { finding, file, position };
  };
}
