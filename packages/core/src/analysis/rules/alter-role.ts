import { defineRule } from '../rule';
import { occasionOf } from './support/occasion';

/**
 * Roles, users, passwords and server settings belong to the server, not to one database: a change in a
 * migration reaches everything else on it, cannot be rolled back with the schema, and writes secrets into the repository.
 *
 * Source: Flyway RG08 and RG11, Liquibase `SqlGrantAdminWarn`.
 *
 * Safe alternative: an administrator, or the tool that manages the server, does it.
 */
export const alterRole = defineRule({
  id: 'alter-role',
  title: 'A role, user or server setting is changed',
  engines: ['postgresql', 'mysql'],
  risk: 'high',
  on: ['alter-role'],
  check(current) {
    const { name, what } = current.change;
    return {
      object: name,
      message: `Changes ${name === '' ? 'the server' : name} (${what})${occasionOf(current)}: it holds for everything on the server, and stays when the migration is undone.`,
      suggestion:
        '-- Take this statement out of the migration: an administrator does it, outside of the repository.',
    };
  },
  examples: [
    { provider: 'postgresql', why: 'more rights', sql: 'ALTER ROLE app SUPERUSER;', finds: 1 },
    { provider: 'postgresql', why: 'a password', sql: "ALTER USER app PASSWORD 'secret';", finds: 1 },
    { provider: 'postgresql', why: 'a powerful role', sql: 'CREATE ROLE boss SUPERUSER;', finds: 1 },
    { provider: 'postgresql', why: 'the server', sql: "ALTER SYSTEM SET work_mem = '1GB';", finds: 1 },
    { provider: 'mysql', why: 'a password', sql: "ALTER USER 'app'@'%' IDENTIFIED BY 'secret';", finds: 1 },
    { provider: 'mysql', why: 'a password', sql: "SET PASSWORD FOR 'app'@'%' = 'secret';", finds: 1 },
    { provider: 'postgresql', why: 'a plain role', sql: 'CREATE ROLE reader;', finds: false },
    { provider: 'postgresql', why: 'a setting of the session', sql: "SET work_mem = '1GB';", finds: false },
    { provider: 'postgresql', why: 'rights on a table', sql: 'GRANT SELECT ON t TO reader;', finds: false },
    { provider: 'mysql', why: 'a table called user', sql: 'ALTER TABLE user ADD a int;', finds: false },
  ],
});
