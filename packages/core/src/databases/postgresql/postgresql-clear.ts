import type { ServerConnection } from '../../environments/connection';
import type { Database } from '../database';
import { quoteLiteral } from './postgresql-dialect';
import { notOfExtension } from './postgresql-snapshot';

/** Statements per transaction: every dropped table takes locks, and their number is limited on the server. */
const CHUNK = 100;

/**
 * Removes what the role may remove: extensions it owns, publications, event triggers and foreign
 * servers it owns, schemas it owns, and the objects in the other schemas.
 *
 * The connection's schema, `public`, and schemas with an extension of somebody else stay and are
 * emptied object by object: dropping them would lose their grants and default privileges, and
 * CASCADE would take along extensions that an administrator installed and the role cannot
 * install again. What belongs to others (hosted services keep schemas of their own) is skipped.
 */
export async function clearPostgresql(
  session: Database & { readonly connection: ServerConnection },
): Promise<void> {
  const { quoteIdentifier } = session.dialect;

  const global = await session.query<{ statement: string }>(
    `SELECT format('DROP EVENT TRIGGER IF EXISTS %I CASCADE', e.evtname) AS statement
       FROM pg_catalog.pg_event_trigger e WHERE pg_has_role(e.evtowner, 'MEMBER') AND ${notOfExtension('pg_event_trigger', 'e.oid')}
     UNION ALL
     SELECT format('DROP PUBLICATION IF EXISTS %I CASCADE', p.pubname)
       FROM pg_catalog.pg_publication p WHERE pg_has_role(p.pubowner, 'MEMBER')
     UNION ALL
     SELECT format('DROP SERVER IF EXISTS %I CASCADE', s.srvname)
       FROM pg_catalog.pg_foreign_server s WHERE pg_has_role(s.srvowner, 'MEMBER') AND ${notOfExtension('pg_foreign_server', 's.oid')}
     UNION ALL
     SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', x.extname)
       FROM pg_catalog.pg_extension x WHERE pg_has_role(x.extowner, 'MEMBER') AND x.oid >= 16384`,
  );
  await dropEach(
    session,
    global.map((row) => row.statement),
  );

  const schemas = await session.query<{ name: string; droppable: boolean }>(
    `SELECT n.nspname AS name,
            n.nspname NOT IN ('public', $1) AND pg_has_role(n.nspowner, 'MEMBER')
            AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_extension x WHERE x.extnamespace = n.oid)
            AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend m JOIN pg_catalog.pg_depend s
                              ON s.classid = m.classid AND s.objid = m.objid
                              AND s.refclassid = 'pg_catalog.pg_namespace'::regclass AND s.refobjid = n.oid
                            WHERE m.deptype = 'e') AS droppable
     FROM pg_catalog.pg_namespace n
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND ${notOfExtension('pg_namespace', 'n.oid')}`,
    [session.connection.schema],
  );
  for (const schema of schemas.filter((each) => each.droppable)) {
    await dropEach(session, [`DROP SCHEMA IF EXISTS ${quoteIdentifier(schema.name)} CASCADE`]);
  }
  await dropEach(
    session,
    await objectsIn(
      session,
      schemas.filter((each) => !each.droppable).map((each) => each.name),
    ),
  );
}

/** A DROP statement for each object that lies directly in one of the schemas, of whatever kind. */
async function objectsIn(session: Database, schemas: string[]): Promise<string[]> {
  const rows = await session.query<{ statement: string }>(
    // Every object depends on its schema; members of extensions, row types of tables, owned
    // sequences and partitions go with what they belong to.
    `SELECT format('DROP %s IF EXISTS %s CASCADE',
                   CASE i.type WHEN 'statistics object' THEN 'STATISTICS' WHEN 'composite type' THEN 'TYPE' ELSE upper(i.type) END,
                   i.identity) AS statement
     FROM pg_catalog.pg_depend d
     JOIN pg_catalog.pg_namespace n ON d.refclassid = 'pg_catalog.pg_namespace'::regclass AND n.oid = d.refobjid
     CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) i
     WHERE n.nspname = ANY ($1) AND d.deptype = 'n'
       AND d.classid <> 'pg_catalog.pg_default_acl'::regclass AND d.classid <> 'pg_catalog.pg_extension'::regclass
       AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend o
                       WHERE o.classid = d.classid AND o.objid = d.objid AND o.deptype IN ('e', 'i')
                         -- a partitioned table depends on its own key columns
                         AND o.refobjid <> d.objid)`,
    [schemas],
  );
  return rows.map((row) => row.statement);
}

/** Runs the statements, skipping what belongs to others or is gone through an earlier CASCADE. */
async function dropEach(session: Database, statements: string[]): Promise<void> {
  for (let start = 0; start < statements.length; start += CHUNK) {
    const list = statements
      .slice(start, start + CHUNK)
      .map(quoteLiteral)
      .join(', ');
    const body = `
      DECLARE statement text;
      BEGIN
        FOREACH statement IN ARRAY ARRAY[${list}]::text[] LOOP
          BEGIN
            EXECUTE statement;
          EXCEPTION WHEN insufficient_privilege OR undefined_object OR undefined_table OR undefined_function OR invalid_schema_name THEN
            NULL;
          END;
        END LOOP;
      END`;
    await session.execute(`DO ${quoteLiteral(body)}`);
  }
}
