import { defineRule } from '../rule';
import { occasionOf } from './support/occasion';

/** Words that make a dynamic statement dangerous, wherever they stand in the part of it that is known. */
const DANGEROUS = /\b(drop|truncate|delete|alter)\b/i;

/**
 * Text that is put together at run time, or code in a language that is not read, can do anything: no rule sees it.
 *
 * Source: pgfence (which counts such statements as not covered); PostgreSQL, "Executing Dynamic Commands".
 *
 * Safe alternative: write the statements out. Constant text is read as if it stood in the file.
 * ```sql
 * EXECUTE 'DROP TABLE part_2020';  -- is read, and reported as what it is
 * ```
 */
export const dynamicSql = defineRule({
  id: 'dynamic-sql',
  title: 'A statement is made at run time, so that nothing can be said about it',
  engines: ['postgresql', 'mysql', 'sqlite'],
  risk: 'medium',
  on: ['dynamic-sql'],
  check(current) {
    const { reason, fragment } = current.change;
    const isDangerous = fragment !== undefined && DANGEROUS.test(fragment);
    const known = fragment?.trim() ? ` Known of it: ${shorten(fragment)}` : '';
    return {
      object: '',
      message: `What is executed${occasionOf(current)} is only known at run time (${reason}).${known}`,
      suggestion: '-- Write the statements out, so that they can be read and judged before they run.',
      ...(isDangerous ? { risk: 'high' as const } : {}),
    };
  },
  examples: [
    {
      provider: 'postgresql',
      why: 'the name is a variable',
      sql: "DO $$ DECLARE t text := 'a'; BEGIN EXECUTE 'DROP TABLE ' || quote_ident(t); END $$;",
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'in a function',
      sql: `CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN EXECUTE format('ANALYZE %I', t); END $$;`,
      finds: 1,
    },
    {
      provider: 'postgresql',
      why: 'a language that is not read',
      sql: "DO LANGUAGE plpython3u $$ plpy.execute('DROP TABLE t') $$;",
      finds: 1,
    },
    {
      provider: 'mysql',
      why: 'a variable with a column of a query in it',
      sql: "SELECT CONCAT('DROP TABLE ', name) INTO @s FROM doomed; PREPARE p FROM @s; EXECUTE p;",
      finds: true,
    },
    { provider: 'sqlite', why: 'code from elsewhere', sql: "SELECT load_extension('x');", finds: 1 },
    {
      provider: 'postgresql',
      why: 'constant text is read',
      sql: "DO $$ BEGIN EXECUTE 'CREATE TABLE t (id int)'; END $$;",
      finds: false,
    },
    {
      provider: 'mysql',
      why: 'constant text is read',
      sql: "PREPARE p FROM 'SELECT 1'; EXECUTE p;",
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'static statements of a DO block are read',
      sql: 'DO $$ BEGIN PERFORM 1; END $$;',
      finds: false,
    },
    {
      provider: 'postgresql',
      why: 'a prepared query',
      sql: 'PREPARE p AS SELECT 1; EXECUTE p;',
      finds: false,
    },
  ],
});

function shorten(fragment: string): string {
  const line = fragment.trim().replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
