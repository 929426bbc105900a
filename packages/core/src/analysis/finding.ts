import { RISKS, RULE_IDS, type Risk, type RuleId } from '../config/rule-risks';

export { RISKS, RULE_IDS, type Risk, type RuleId };

/** One hit of one rule. Plain data. */
export interface Finding {
  rule: RuleId;
  risk: Risk;
  /** Path of the file as it was given, where the SQL came from a file. */
  file?: string;
  /** Name of the migration, where there is one. */
  migration?: string;
  /** 1-based number of the statement in its file. */
  statement: number;
  /** 1-based line in the file: of the statement, or of the statement inside its function or DO body. */
  line: number;
  /** 1-based column, in UTF-16 code units. */
  column: number;
  /** What it is about: `users`, `users.email`, `audit.log`; empty where nothing is named. */
  object: string;
  /** What can happen, in one or two sentences. */
  message: string;
  /** What to do instead, as SQL where SQL can say it. */
  suggestion: string;
  /** Estimated rows of the table concerned, where it is known. */
  estimatedRows?: number;
  /** The reason that the author gave in a suppression comment; such a finding counts for nothing else. */
  suppressed?: string;
}

/** Whether `risk` is at least `threshold`. */
export function isAtLeast(risk: Risk, threshold: Risk): boolean {
  return RISKS.indexOf(risk) >= RISKS.indexOf(threshold);
}
