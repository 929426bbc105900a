import { defineRule } from '../rule';
import { nameOf } from './support/names';
import { occasionOf } from './support/occasion';
import { isUsedHere } from './support/used-here';

/**
 * While triggers are off, what they keep in order is not kept: audit trails, copied columns, and with ALL or
 * `session_replication_role = replica` also foreign keys. A failure in between leaves them off.
 *
 * Source: PostgreSQL, "ALTER TABLE … DISABLE TRIGGER" and `session_replication_role`; no other linter has it.
 *
 * Safe alternative: let the trigger itself leave out what the migration does.
 * ```sql
 * CREATE TRIGGER audit AFTER UPDATE ON users FOR EACH ROW
 *   WHEN (current_setting('app.backfill', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION audit();
 * ```
 */
export const disableTrigger = defineRule({
  id: 'disable-trigger',
  title: 'Triggers are switched off',
  engines: ['postgresql'],
  risk: 'high',
  on: ['trigger-state', 'set-variable'],
  check(current, context) {
    const { change } = current;
    if (change.kind === 'set-variable') {
      const isOff = ['replica', 'local'].includes(change.value?.toLowerCase() ?? '');
      if (change.name.toLowerCase() !== 'session_replication_role' || !isOff) return undefined;
      return {
        object: 'session_replication_role',
        message: `Switches triggers and foreign keys off for the session${occasionOf(current)}: rows can come in that break them, and nothing tells.`,
        suggestion:
          '-- Leave session_replication_role alone, and load the rows in an order that satisfies the foreign keys.',
      };
    }

    const { table, trigger, action } = change;
    if (action !== 'disable' || !isUsedHere(current, context, table)) return undefined;
    if (context.before.object('trigger', { name: trigger }, table)?.isNew) return undefined;
    return {
      object: nameOf(table),
      message: `Switches the trigger ${trigger} of ${nameOf(table)} off${occasionOf(current)}: what it keeps in order is not kept by anybody's writes.`,
      suggestion:
        '-- Leave the trigger on, and let its WHEN condition or its function leave out what this migration does.',
    };
  },
  examples: [
    { provider: 'postgresql', why: 'one', sql: 'ALTER TABLE users DISABLE TRIGGER audit;', finds: 1 },
    { provider: 'postgresql', why: 'all', sql: 'ALTER TABLE users DISABLE TRIGGER ALL;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'in the session',
      sql: 'SET session_replication_role = replica;',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'in the transaction',
      sql: "SET LOCAL session_replication_role = 'replica';",
      finds: 1,
    },
    { provider: 'postgresql', why: 'on', sql: 'ALTER TABLE users ENABLE TRIGGER audit;', finds: false },
    {
      provider: 'postgresql',
      why: 'the default',
      sql: 'SET session_replication_role = origin;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE t (id int); ALTER TABLE t DISABLE TRIGGER ALL;',
      finds: false,
    },
    { provider: 'postgresql', why: 'reset', sql: 'RESET session_replication_role;', finds: false },
  ],
});
