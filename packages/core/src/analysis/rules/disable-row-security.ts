import { defineRule } from '../rule';
import { nameOf, sqlName } from './support/names';
import { occasionOf } from './support/occasion';
import { isUsedHere } from './support/used-here';

/**
 * Without row level security everybody with rights on the table sees and changes all rows, those of other tenants too;
 * NO FORCE exempts the owner, which the application often is. `SET row_security = off` makes the queries fail
 * that a policy would have filtered.
 *
 * Source: pgfence; PostgreSQL, "Row Security Policies".
 *
 * Safe alternative: change the policy, not the protection.
 * ```sql
 * ALTER POLICY tenant ON orders USING (tenant_id = current_setting('app.tenant')::int);
 * ```
 */
export const disableRowSecurity = defineRule({
  id: 'disable-row-security',
  title: 'Row level security is switched off',
  engines: ['postgresql'],
  risk: 'high',
  on: ['row-security', 'set-variable'],
  check(current, context) {
    const { change } = current;
    if (change.kind === 'set-variable') {
      if (change.name.toLowerCase() !== 'row_security' || !isOff(change.value)) return undefined;
      return {
        object: 'row_security',
        message: `Switches row security off for the session${occasionOf(current)}: queries that a policy would filter fail instead, or show all rows to who may bypass it.`,
        suggestion: '-- Leave the setting alone; do what needs all rows with a role that has BYPASSRLS.',
      };
    }

    const { table, action } = change;
    if (action !== 'disable' && action !== 'no-force') return undefined;
    if (!isUsedHere(current, context, table)) return undefined;
    return {
      object: nameOf(table),
      message:
        action === 'disable'
          ? `Switches row level security of ${nameOf(table)} off${occasionOf(current)}: whoever has rights on the table sees and changes all of its rows.`
          : `Exempts the owner of ${nameOf(table)} from its policies${occasionOf(current)}: where the application is the owner, it sees and changes all rows.`,
      suggestion: [
        '-- Change the policy instead of switching all of them off:',
        `ALTER POLICY … ON ${sqlName(context.provider, table)} USING (…);`,
      ].join('\n'),
    };
  },
  examples: [
    { provider: 'postgresql', why: 'off', sql: 'ALTER TABLE orders DISABLE ROW LEVEL SECURITY;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'for the owner',
      sql: 'ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;',
      finds: 1,
    },
    { provider: 'postgresql', why: 'for the session', sql: 'SET row_security = off;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'in a DO block',
      sql: 'DO $$ BEGIN ALTER TABLE orders DISABLE ROW LEVEL SECURITY; END $$;',
      finds: 1,
    },
    { provider: 'postgresql', why: 'on', sql: 'ALTER TABLE orders ENABLE ROW LEVEL SECURITY;', finds: false },
    { provider: 'postgresql', why: 'on', sql: 'ALTER TABLE orders FORCE ROW LEVEL SECURITY;', finds: false },
    { provider: 'postgresql', why: 'on', sql: 'SET row_security = on;', finds: false },
    {
      provider: 'postgresql',
      why: 'the table is new',
      sql: 'CREATE TABLE t (id int); ALTER TABLE t DISABLE ROW LEVEL SECURITY;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'only a string',
      sql: "COMMENT ON TABLE t IS 'DISABLE ROW LEVEL SECURITY';",
      finds: false,
    },
  ],
});

function isOff(value: string | undefined): boolean {
  return value !== undefined && ['off', 'false', 'no', '0', 'f', 'n'].includes(value.toLowerCase());
}
