import type { Change, ChangeOf } from '../change';
import { tokenizePostgresql } from '../postgresql/tokenize';
import { defineRule, type RuleContext } from '../rule';
import type { ReadStatement } from '../script';
import { nameOf, sqlName } from './support/names';
import { happensLater } from './support/occasion';
import { sameName } from './support/run-index';
import { earlierInTransaction, laterInTransaction } from './support/same-transaction';

/** Since version 12 ADD VALUE may stand in a transaction block. */
const ALLOWED_IN_TRANSACTION = 12;

/** Since version 17 the values of a type that the same transaction made can be used. */
const ALLOWED_FOR_NEW_TYPES = 17;

/**
 * A value that ALTER TYPE … ADD VALUE adds cannot be used before the transaction is committed (`unsafe use of
 * new value`, 55P04); before PostgreSQL 12 the statement may not be in a transaction block at all.
 *
 * Source: PostgreSQL, ALTER TYPE, notes; measured on PostgreSQL 15. Safe: use the value in a later migration.
 * ```sql
 * ALTER TYPE mood ADD VALUE 'calm';
 * -- in a later migration:
 * UPDATE people SET mood = 'calm' WHERE mood = 'ok';
 * ```
 */
export const enumValueInSameTransaction = defineRule({
  id: 'enum-value-in-same-transaction',
  title: 'A new enum value that is used before it is committed',
  engines: ['postgresql'],
  risk: 'high',
  on: ['add-enum-value'],
  examples: [
    {
      provider: 'postgresql',
      why: 'the UPDATE fails',
      sql: "ALTER TYPE mood ADD VALUE 'calm'; UPDATE people SET mood = 'calm' WHERE mood = 'ok';",
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'so does the default',
      sql: "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'calm'; ALTER TABLE people ALTER mood SET DEFAULT 'calm';",
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'within a DO block as well',
      sql: `ALTER TYPE mood ADD VALUE 'calm';
            DO $$ BEGIN INSERT INTO people (mood) VALUES ('calm'); END $$;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'PostgreSQL 11 refuses it in a transaction block',
      serverVersion: '11',
      sql: "BEGIN; ALTER TYPE mood ADD VALUE 'calm'; COMMIT;",
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'nothing uses it yet',
      sql: "ALTER TYPE mood ADD VALUE 'calm'; UPDATE people SET mood = 'ok' WHERE mood IS NULL;",
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'it is committed before it is used',
      sql: "BEGIN; ALTER TYPE mood ADD VALUE 'calm'; COMMIT; UPDATE people SET mood = 'calm' WHERE mood = 'ok';",
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the type is of the same transaction',
      sql: `CREATE TYPE mood AS ENUM ('ok'); ALTER TYPE mood ADD VALUE 'calm';
            CREATE TABLE people (mood mood DEFAULT 'calm');`,
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'naming it as a neighbour, or in a comment, is no use',
      sql: "ALTER TYPE mood ADD VALUE 'calm'; ALTER TYPE mood ADD VALUE 'happy' AFTER 'calm'; -- 'calm'",
      finds: false,
    },
  ],
  check(current, context) {
    const { change, inOwnTransaction } = current;
    const { before, majorVersion } = context;
    if (happensLater(current)) return undefined;
    const trustsNewTypes = majorVersion === undefined || majorVersion >= ALLOWED_FOR_NEW_TYPES;
    if (trustsNewTypes && isTypeOfTransaction(change, context)) return undefined;
    const { values } = before.object('type', change.type)?.details ?? {};
    if (change.ifNotExists && values?.includes(change.value)) return undefined;
    const type = nameOf(change.type);
    const object = `${type}.${change.value}`;
    const committed = `ALTER TYPE ${sqlName('postgresql', change.type)} ADD VALUE '${change.value}';`;
    if (majorVersion !== undefined && majorVersion < ALLOWED_IN_TRANSACTION && inOwnTransaction)
      return {
        object,
        message: `PostgreSQL ${majorVersion} refuses ALTER TYPE … ADD VALUE inside BEGIN … COMMIT.`,
        suggestion: `${committed} -- outside of BEGIN … COMMIT`,
      };
    const use = firstUse(change, context);
    if (use === undefined) return undefined;
    return {
      object,
      message: `The value '${change.value}' is used on line ${use.line}, in the transaction that adds it to ${type}; PostgreSQL refuses that (55P04, unsafe use of new value).`,
      suggestion: `${committed}\n-- and what uses the value in a later migration`,
    };
  },
});

function isTypeOfTransaction({ type }: ChangeOf<'add-enum-value'>, context: RuleContext): boolean {
  for (const { change } of earlierInTransaction(context)) {
    if (
      change.kind === 'create-object' &&
      change.objectType === 'type' &&
      sameName(context.before, change.name, type)
    )
      return true;
  }
  return false;
}

function firstUse({ value }: ChangeOf<'add-enum-value'>, context: RuleContext): ReadStatement | undefined {
  const own = context.run[context.index]?.statement;
  let seen: ReadStatement | undefined;
  for (const { statement, change } of laterInTransaction(context)) {
    if (statement === own || statement === seen) continue;
    seen = statement;
    if (!onlyNames(change) && usesLiteral(statement, value)) return statement;
  }
  return undefined;
}

/** Statements that may name the value without using it, or only use it when they run later. */
function onlyNames(change: Change): boolean {
  switch (change.kind) {
    case 'add-enum-value':
    case 'rename-object':
      return true;
    case 'create-object':
      return change.objectType === 'function' || change.objectType === 'procedure';
    default:
      return change.kind === 'other' && change.verb.toLowerCase() === 'comment';
  }
}

function usesLiteral({ text }: ReadStatement, value: string): boolean {
  const escaped = value.replaceAll("'", "''");
  if (!text.includes(escaped)) return false;
  return [...tokenizePostgresql(text)].some(({ kind, text: literal }) => {
    if (kind !== 'string') return false;
    const body = /^\$\w*\$/.test(literal);
    return body ? literal.includes(`'${escaped}'`) : literal.replace(/^[a-z&]+(?=')/i, '') === `'${escaped}'`;
  });
}
