import type { Risk } from '../analysis/finding';

/** Who did it, as far as the machine knows. No secrets, no addresses beyond the host's name. */
export interface Actor {
  /** Login name of the operating system's user. */
  user: string;
  host: string;
  /** `user.name <user.email>` of git, where it is set. */
  git?: string;
  /** The run of a CI system: its name and, where known, the page of the run. */
  ci?: {
    name: string;
    url?: string;
    /** Who started the run, by the CI system's word. */
    startedBy?: string;
  };
  /** An automated agent that was seen in the environment. */
  agent?: string;
}

/** What an approval said, for the record. */
export interface JournalApproval {
  /** `prompt`: answered or typed at a terminal; `digest`: given as `--approve` or FABER_DB_APPROVAL; `signature`: a file of `db-approve`. */
  method: 'prompt' | 'digest' | 'signature';
  /** Who: the signer's principal, or the actor. */
  by: string;
  /** Unique id of a signed approval, so that it cannot be used twice. */
  id?: string;
  at: string;
}

export interface JournalFinding {
  rule: string;
  risk: Risk;
  migration?: string;
  object: string;
  suppressed?: string;
}

/** A statement that ran, with its duration; or several that ran as one message. */
export interface JournalStatement {
  migration: string;
  /** 1-based number in its migration: of the statement, or of the last of several. */
  statement: number;
  /** Number of the first, where several ran as one message. */
  from?: number;
  durationMs: number;
}

/**
 * The content of an entry, made by an operation; the journal adds number, time, id and hashes.
 * Every operation that changes something writes two: `started` before and `finished` behind it, with
 * the same `run`; a `started` without a `finished` is a run that was killed.
 */
export interface JournalRecord {
  phase: 'started' | 'finished';
  /** Id of the run, the same in both entries. */
  run: string;
  operation: string;
  project: string;
  database: string;
  environment: string;
  actor: Actor;
  /** Work item, where one was named. */
  workItem?: string;
  planDigest?: string;
  /** What the plan's digest was made of, so that a later difference can be explained. */
  planBasis?: Record<string, unknown>;
  approvals?: JournalApproval[];
  findings?: JournalFinding[];
  /** Reference of the backup that covers the operation. */
  backup?: string;
  migrations?: string[];
  statements?: JournalStatement[];
  /** Of `finished` only. */
  outcome?: 'succeeded' | 'failed' | 'refused' | 'cancelled';
  error?: { code: string; message: string };
  /** Milliseconds that other sessions waited for us at the longest. */
  longestWaitOfOthersMs?: number;
  durationMs?: number;
}

/** An entry as it is stored: one line of canonical JSON. */
export interface JournalEntry extends JournalRecord {
  format: 1;
  /** 1, 2, 3, … within one journal. */
  sequence: number;
  /** ISO 8601, UTC. */
  time: string;
  /** SHA-256 (hex) of the entry before; 64 zeros for the first. */
  previous: string;
  /** Set on the entry that follows a line which a killed writer left unfinished: SHA-256 of that line's bytes. */
  torn?: string;
  /** SHA-256 (hex) of the entry's canonical JSON without this field. */
  hash: string;
}

/** What `verify` found. `intact` is true only if every byte is as it was written. */
export interface JournalVerification {
  intact: boolean;
  entries: number;
  /** The newest hash, for keeping it elsewhere. */
  head?: string;
  /** Each says what is wrong, where (line, sequence), and what it may mean. */
  problems: { line?: number; sequence?: number; problem: string }[];
  /** Runs that started and never finished. */
  unfinished: string[];
}

/** One append-only journal: that of one environment of one database. */
export interface Journal {
  /** For messages: a path relative to the workspace, or the table's name. */
  readonly place: string;
  /** Appends; returns what was written. Safe with other writers at the same time. @throws FaberDbError JOURNAL_FAILED */
  append(record: JournalRecord): Promise<JournalEntry>;
  /** All entries in order. Does not verify. @throws FaberDbError JOURNAL_FAILED if it cannot be read at all */
  read(): Promise<JournalEntry[]>;
  verify(): Promise<JournalVerification>;
}
