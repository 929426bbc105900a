import type { ProviderName } from '../environments/connection';
import type { ChangeKind, ChangeOf } from './change';
import type { Risk, RuleId } from './finding';
import type { SchemaModel } from './model/schema-model';
import type { ReadStatement } from './script';

/** A change of the run, with the statement it belongs to. */
export interface RunChange<Kind extends ChangeKind = ChangeKind> {
  change: ChangeOf<Kind>;
  statement: ReadStatement;
  /** 0-based position of the file in the run. */
  file: number;
  /** 0-based position of the statement in its file. */
  position: number;
  /**
   * Number of the transaction in which the statement runs, unique in the run; undefined: outside of any.
   * A file is one transaction, unless it begins and ends its own (which are then separate ones), or a
   * statement refuses transactions (it runs alone, and what follows is the next transaction).
   * MySQL: only what stands between START TRANSACTION and its end is one.
   */
  transaction: number | undefined;
  /** The transaction was begun by the file itself (BEGIN, START TRANSACTION, SET autocommit = 0), and is open. */
  inOwnTransaction: boolean;
}

/** What a rule may ask about the run and the database. */
export interface RuleContext {
  provider: ProviderName;
  /** The schema before the statement. */
  before: SchemaModel;
  /** The schema after the whole run: what was taken away and put back later is there. */
  after: SchemaModel;
  /** The schema before the whole run: what was taken away earlier in it is still there. Not carried forward. */
  start: SchemaModel;
  /** All changes of the run in order, with `modify-column` expanded, and the index of the current one. */
  run: readonly RunChange[];
  index: number;
  /** Number of the server's major version (PostgreSQL 15, MySQL 8, MariaDB 10); undefined if not known. */
  majorVersion: number | undefined;
  /** `mariadb` or `mysql` where the server version tells; undefined: could be either. Only for provider `mysql`. */
  flavour: 'mysql' | 'mariadb' | undefined;
  serverVersion: string | undefined;
  /** The tool sends each file as one batch, so that nothing in it can run outside of a transaction (`engine: "cli"`). */
  filesAreBatches: boolean;
}

/** What a rule says about a change. */
export interface Hit {
  object: string;
  message: string;
  suggestion: string;
  /** Where the case at hand weighs more or less than the rule's default. */
  risk?: Risk;
  estimatedRows?: number;
}

/** An example of a rule, which is also its test. */
export interface RuleExample {
  provider: ProviderName;
  /** Why it is one, or is none. */
  why: string;
  /** The schema before, as SQL; with it the model is complete. Without: nothing is known. */
  schema?: string;
  sql: string;
  serverVersion?: string;
  /** How many hits of this rule: true = at least one. */
  finds: boolean | number;
}

/** One rule. Pure: it looks and judges. */
export interface Rule<Kind extends ChangeKind = ChangeKind> {
  id: RuleId;
  /** One line: what it finds. */
  title: string;
  engines: readonly ProviderName[];
  risk: Risk;
  /** The kinds of change it wants to see; it is called for each of these. */
  on: readonly Kind[];
  examples: readonly RuleExample[];
  check(current: RunChange<Kind>, context: RuleContext): Hit | readonly Hit[] | undefined;
}

/** Gives a rule its type: `check` sees only the kinds of change that `on` names. */
export function defineRule<const Kind extends ChangeKind>(rule: Rule<Kind>): Rule<Kind> {
  return rule;
}
