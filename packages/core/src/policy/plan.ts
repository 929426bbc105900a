import type { Finding } from '../analysis/finding';
import type { Decision } from './decision';

/** One migration of a plan. */
export interface PlannedMigration {
  name: string;
  /** SHA-256 (hex) of the file's text. */
  checksum: string;
  sql: string;
  statements: number;
  partlyOutsideTransaction: boolean;
  /** Rough seconds, from the rows of the tables concerned; a hint for people. */
  estimatedSeconds: number;
}

/** A lock that a migration will take. */
export interface PlannedLock {
  migration: string;
  /** 1-based number of the statement. */
  statement: number;
  object: string;
  mode: string;
  blocks: 'reads and writes' | 'writes' | 'schema changes';
  duration: 'brief' | 'whole statement';
  estimatedRows?: number;
}

/**
 * All that determines what will happen. Its canonical JSON is what the digest is made of; times,
 * row counts and texts for people are not in it, so that the same situation has the same digest
 * wherever it is looked at.
 */
export interface PlanBasis {
  project: string;
  database: string;
  environment: string;
  migrations: { name: string; checksum: string }[];
  /** The database as it was found. */
  state: {
    /** Which database it is: server, database and schema. */
    identity: string;
    /** What its history says: names, checksums and states. */
    history: { name: string; checksum: string; state: string }[];
    /** SHA-256 (hex) of the description of its schema. */
    schema: string;
  };
  /** SHA-256 (hex) of the rules in force. */
  configuration: string;
  decision: Pick<Decision, 'outcome' | 'approval' | 'backup'>;
}

/** What will run in one environment, from the state that was found at one moment. Plain data. */
export interface Plan extends Omit<PlanBasis, 'migrations' | 'decision'> {
  format: 1;
  /** ISO 8601, UTC. */
  createdAt: string;
  expiresAt: string;
  migrations: PlannedMigration[];
  findings: Finding[];
  /** What was odd about suppression comments or could not be checked. */
  warnings: string[];
  locks: PlannedLock[];
  decision: Decision;
  /** Mail addresses of the authors of the pending migrations, as git knows them; null: it does not. */
  authors: string[] | null;
  /** SHA-256 (hex) of the basis. */
  digest: string;
  /** SHA-256 (hex) of the canonical JSON of everything else in this object. */
  integrity: string;
}

/** The part of a plan that its digest is made of. */
export function basisOf(plan: Omit<Plan, 'digest' | 'integrity'>): PlanBasis {
  const { project, database, environment, state, configuration, decision } = plan;
  return {
    project,
    database,
    environment,
    migrations: plan.migrations.map(({ name, checksum }) => ({ name, checksum })),
    state,
    configuration,
    decision: decisionBasis(decision),
  };
}

/** What of a decision the approval is given for. */
export function decisionBasis({ outcome, approval, backup }: Decision): PlanBasis['decision'] {
  return approval === undefined ? { outcome, backup } : { outcome, approval, backup };
}
