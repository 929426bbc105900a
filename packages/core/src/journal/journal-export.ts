import { canonicalJson } from './canonical-json';
import type { JournalEntry } from './journal-entry';

/** Forms in which entries can be given away. */
export type JournalExportFormat = 'csv' | 'json' | 'jsonl';

/**
 * Entries as text, ending with a line end.
 * - `jsonl`: canonical JSON, one a line: the bytes that the journal holds.
 * - `json`: an indented array.
 * - `csv`: RFC 4180, one entry a row, with a row of names; lists are joined by `; `.
 */
export function exportEntries(entries: readonly JournalEntry[], format: JournalExportFormat): string {
  switch (format) {
    case 'csv':
      return toCsv(entries);
    case 'json':
      return `${JSON.stringify(entries, null, 2)}\n`;
    case 'jsonl':
      return entries.map((entry) => `${canonicalJson(entry)}\n`).join('');
  }
}

type Cell = string | number | undefined;

/** The columns of the CSV form, in their order. */
const COLUMNS: Readonly<Record<string, (entry: JournalEntry) => Cell>> = {
  sequence: (entry) => entry.sequence,
  time: (entry) => entry.time,
  phase: (entry) => entry.phase,
  run: (entry) => entry.run,
  operation: (entry) => entry.operation,
  project: (entry) => entry.project,
  database: (entry) => entry.database,
  environment: (entry) => entry.environment,
  outcome: (entry) => entry.outcome,
  user: (entry) => entry.actor.user,
  host: (entry) => entry.actor.host,
  git: (entry) => entry.actor.git,
  ci: (entry) => entry.actor.ci?.name,
  ciUrl: (entry) => entry.actor.ci?.url,
  ciStartedBy: (entry) => entry.actor.ci?.startedBy,
  agent: (entry) => entry.actor.agent,
  workItem: (entry) => entry.workItem,
  planDigest: (entry) => entry.planDigest,
  approvals: ({ approvals }) => list(approvals, ({ method, by, at }) => `${method} by ${by} at ${at}`),
  findings: ({ findings }) =>
    list(findings, ({ rule, risk, migration, object, suppressed }) =>
      [risk, rule, migration, object, suppressed === undefined ? '' : '(suppressed)']
        .filter(Boolean)
        .join(' '),
    ),
  migrations: ({ migrations }) => list(migrations, (name) => name),
  statements: (entry) => entry.statements?.length,
  backup: (entry) => entry.backup,
  errorCode: (entry) => entry.error?.code,
  errorMessage: (entry) => entry.error?.message,
  durationMs: (entry) => entry.durationMs,
  longestWaitOfOthersMs: (entry) => entry.longestWaitOfOthersMs,
  torn: (entry) => entry.torn,
  previous: (entry) => entry.previous,
  hash: (entry) => entry.hash,
};

function list<T>(items: readonly T[] | undefined, text: (item: T) => string): string | undefined {
  return items?.map(text).join('; ');
}

function toCsv(entries: readonly JournalEntry[]): string {
  const rows = entries.map((entry) => Object.values(COLUMNS).map((cell) => csvCell(cell(entry))));
  return [Object.keys(COLUMNS), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/**
 * A cell by RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front
 * (OWASP, "CSV Injection"; with the full-width forms, which some take as well).
 */
function csvCell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^\s*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
