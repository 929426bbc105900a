import { defineRule } from '../rule';
import { occasionOf } from './support/occasion';

/**
 * What PUBLIC may do, everybody may who can connect, now and in future. MySQL: PUBLIC (MariaDB) and the
 * anonymous user are the same thing.
 *
 * Source: Flyway RG07 and RG12, Liquibase `SqlGrantWarn`.
 *
 * Safe alternative: grant to the roles that need it.
 * ```sql
 * GRANT SELECT ON users TO app_reader;
 * ```
 */
export const grantToPublic = defineRule({
  id: 'grant-to-public',
  title: 'Rights are granted to everybody',
  engines: ['postgresql', 'mysql'],
  risk: 'high',
  on: ['grant'],
  check(current) {
    const { privileges, on, toPublic, isDefault } = current.change;
    if (!toPublic) return undefined;
    const rights = privileges.length > 0 ? privileges.join(', ') : 'rights';
    return {
      object: on,
      message: isDefault
        ? `Everybody gets ${rights} on all ${on || 'objects'} that are created from now on${occasionOf(current)}.`
        : `Everybody who can connect gets ${rights} on ${on}${occasionOf(current)}.`,
      suggestion: `-- Grant to the roles that need it:\nGRANT ${rights} ON ${on} TO …;`,
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a table', sql: 'GRANT SELECT ON users TO PUBLIC;', finds: 1 },
    { provider: 'postgresql', why: 'among others', sql: 'GRANT ALL ON SCHEMA s TO app, public;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'all to come',
      sql: 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;',
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'the anonymous user',
      sql: "GRANT SELECT ON shop.* TO ''@'localhost';",
      finds: 1,
    },
    { provider: 'postgresql', why: 'a role', sql: 'GRANT SELECT ON users TO app;', finds: false },
    { provider: 'postgresql', why: 'taken away', sql: 'REVOKE ALL ON users FROM PUBLIC;', finds: false },
    {
      provider: 'postgresql',
      why: 'the schema public',
      sql: 'GRANT USAGE ON SCHEMA public TO app;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a role of that name',
      sql: 'GRANT SELECT ON t TO "publicity";',
      finds: false,
    },
    { provider: 'mysql', why: 'a user', sql: "GRANT SELECT ON shop.* TO 'app'@'%';", finds: false },
  ],
});
