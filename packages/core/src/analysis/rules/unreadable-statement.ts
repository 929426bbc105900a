import { defineRule } from '../rule';
import { occasionOf } from './support/occasion';

/**
 * What cannot be read cannot be judged: it may be a mistake that the server refuses, or syntax that is newer than the
 * reader, or a command of a client program. It is never passed over in silence.
 *
 * Source: none of the other linters has it; those that parse stop at the first such statement.
 *
 * Safe alternative: correct the statement, or put what only a client program understands into a step of its own.
 */
export const unreadableStatement = defineRule({
  id: 'unreadable-statement',
  title: 'A statement, or a part of it, could not be read',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'high',
  on: ['unreadable'],
  check(current) {
    return {
      object: '',
      message: `Could not be read${occasionOf(current)}: ${current.change.reason}. What it does is not known.`,
      suggestion:
        '-- See whether the server accepts the statement. If it does and is harmless, say why in a comment:\n-- faber-db: allow unreadable-statement because …',
    };
  },
  examples: [
    { provider: 'postgresql', why: 'a mistake', sql: 'CREAT TABLE t (id int);', finds: 1 },
    { provider: 'postgresql', why: 'runs another file', sql: '\\i other.sql\n', finds: 1 },
    { provider: 'mysql', why: 'runs another file', sql: 'source other.sql\n', finds: 1 },
    { provider: 'sqlite', why: 'a mistake', sql: 'DROP TABEL t;', finds: 1 },
    {
      provider: 'postgresql',
      why: 'the statement behind it is read all the same',
      sql: 'SELEC 1; CREATE TABLE t (id int);',
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'what pg_dump writes',
      sql: '\\restrict abc\nSELECT 1;\n\\unrestrict abc\n',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'data of COPY',
      sql: 'COPY t (a) FROM stdin;\nDROP TABL x\n\\.\nSELECT 1;\n',
      finds: false,
    },
    { provider: 'mysql', why: 'a delimiter', sql: 'DELIMITER //\nSELECT 1//\nDELIMITER ;\n', finds: false },
    { provider: 'sqlite', why: 'a pragma', sql: 'PRAGMA foreign_key_check("t");', finds: false },
  ],
});
