import type { TransactionStmtKind, VariableSetStmt } from 'libpg-query';
import type { Change, ChangeOf } from '../../../change';
import { body, constantText, tableName } from '../ast';
import { other, type Translators } from '../translator';

const TRANSACTION: Partial<Record<TransactionStmtKind, ChangeOf<'transaction'>['action']>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
  TRANS_STMT_SAVEPOINT: 'savepoint',
  TRANS_STMT_RELEASE: 'release',
  TRANS_STMT_ROLLBACK_TO: 'rollback-to',
  TRANS_STMT_PREPARE: 'prepare',
};

/** Lock modes by number: `LOCKMODE` in PostgreSQL's `storage/lockdefs.h`. */
const LOCK_MODES = [
  'none',
  'access share',
  'row share',
  'row exclusive',
  'share update exclusive',
  'share',
  'share row exclusive',
  'exclusive',
  'access exclusive',
];

/** Settings of the session, transactions and locks. */
export const session: Translators = {
  VariableSetStmt: (statement) => setVariable(statement),
  AlterDatabaseSetStmt: (statement) =>
    statement.setstmt ? setVariable(statement.setstmt).map((change) => ({ ...change, global: true })) : [],
  TransactionStmt: ({ kind }) => {
    const action = kind && TRANSACTION[kind];
    if (action) return [{ kind: 'transaction', action }];
    // A transaction that was prepared before, which is not the current one.
    return other(kind === 'TRANS_STMT_COMMIT_PREPARED' ? 'commit prepared' : 'rollback prepared');
  },
  LockStmt: (statement) =>
    (statement.relations ?? []).map((node) => ({
      kind: 'lock-table',
      table: tableName(body('RangeVar', node)),
      mode: LOCK_MODES[statement.mode ?? 0] ?? 'access exclusive',
    })),
  ConstraintsSetStmt: () => other('set constraints'),
  VariableShowStmt: () => other('show'),
  DiscardStmt: () => other('discard'),
};

/** The text of a setting's value: lower case where it is a boolean or another word that means a mode. */
export function settingValue(text: string): string {
  return /^(?:on|off|true|false|yes|no|origin|replica|local|default)$/i.test(text)
    ? text.toLowerCase()
    : text;
}

function setVariable(statement: VariableSetStmt): Change[] {
  const name = (statement.name ?? 'all').toLowerCase();
  // SET TRANSACTION …, SET SESSION CHARACTERISTICS …
  if (statement.kind === 'VAR_SET_MULTI') return other(`set ${name}`);
  const values = (statement.args ?? []).map((node) => {
    const cast = body('TypeCast', node);
    return constantText(cast?.arg ?? node);
  });
  const isKnown = values.length > 0 && values.every((value) => value !== undefined);
  const changes: Change[] = [
    {
      kind: 'set-variable',
      name,
      ...(isKnown && { value: settingValue(values.join(', ')) }),
      local: statement.is_local === true,
    },
  ];
  if (name === 'standard_conforming_strings' && isKnown && !flagged(values[0] ?? '')) {
    const reason = 'a backslash in a string means something else from here on, and such strings are not read';
    changes.push({ kind: 'unreadable', reason });
  }
  return changes;
}

function flagged(value: string): boolean {
  return !/^(?:off?|f|fa|fal|fals|false|n|no|0)$/i.test(value);
}
