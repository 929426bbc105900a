import { defineRule } from '../rule';
import { occasionOf } from './support/occasion';

/**
 * DROP DATABASE (MySQL: DROP SCHEMA as well) deletes everything at once and cannot be rolled back. It has no
 * place in a migration; no suppression is honoured for it.
 *
 * Source: squawk `ban-drop-database`, Flyway RG03.
 *
 * Safe alternative: an administrator does it by hand, after a backup.
 */
export const dropDatabase = defineRule({
  id: 'drop-database',
  title: 'DROP DATABASE deletes a whole database',
  engines: ['postgresql', 'mysql'],
  risk: 'critical',
  on: ['drop-database'],
  check(current, context) {
    const { name } = current.change;
    if (context.before.isNewSchema(name)) return undefined;
    return {
      object: name,
      message: `Deletes the database ${name} with everything in it${occasionOf(current)}; no transaction can undo it.`,
      suggestion:
        '-- Take this statement out of the migration: an administrator does it by hand, after a backup.',
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a plain drop', sql: 'DROP DATABASE shop;', finds: 1 },
    { provider: 'mysql', why: 'a plain drop', sql: 'DROP DATABASE IF EXISTS shop;', finds: 1 },
    { provider: 'mysql', why: 'a synonym', sql: 'DROP SCHEMA shop;', finds: 1 },
    { provider: 'mysql', why: 'an executed comment', sql: '/*! DROP DATABASE shop */;', finds: 1 },
    { provider: 'postgresql', why: 'only a string', sql: "SELECT 'DROP DATABASE shop';", finds: false },
    { provider: 'mysql', why: 'only a comment', sql: '-- DROP DATABASE shop;\nSELECT 1;', finds: false },
    { provider: 'mysql', why: 'created', sql: 'CREATE DATABASE shop;', finds: false },
    { provider: 'postgresql', why: 'a schema is another rule', sql: 'DROP SCHEMA shop;', finds: false },
  ],
});
