import type { Client } from 'pg';
import type { SchemaSnapshot } from '../database';

/**
 * SQL condition: the object belongs to a user, not to the system or an extension. Needs the
 * object's `pg_namespace` row as `n`.
 */
export function userObject(catalog: string, oid: string): string {
  return `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND ${notOfExtension(catalog, oid)}`;
}

/** SQL condition: the object is no member of an extension. */
export function notOfExtension(catalog: string, oid: string): string {
  return (
    `NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.${catalog}'::regclass ` +
    `AND x.objid = ${oid} AND x.deptype = 'e')`
  );
}

/** What was granted beyond, or revoked from, what the owner's creating the object gave to others. Sorted. */
function grants(acl: string, owner: string, type: string): string {
  const entries = (source: string, owned: string) =>
    `SELECT CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee)::text END
            || ' ' || e.privilege_type || CASE WHEN e.is_grantable THEN ' with grant option' ELSE '' END AS entry
     FROM aclexplode(${source}) e WHERE e.grantee <> ${owned}`;
  const given = entries(acl, owner);
  const initial = entries(`acldefault('${type}', ${owner})`, owner);
  return `(SELECT string_agg(change, '; ' ORDER BY change COLLATE "C") FROM (
      SELECT 'grant to ' || entry AS change FROM (${given} EXCEPT ${initial}) added
      UNION ALL
      SELECT 'revoke from ' || entry FROM (${initial} EXCEPT ${given}) removed) changes
    WHERE ${acl} IS NOT NULL)`;
}

/** An option list (`reloptions`, …) in a fixed order. */
function sortedOptions(options: string): string {
  return `coalesce(' with (' || (SELECT string_agg(o, ', ' ORDER BY o COLLATE "C") FROM unnest(${options}) o) || ')', '')`;
}

/** Columns that only newer servers have, read so that older ones answer null. */
function maybe(row: string, column: string): string {
  return `to_jsonb(${row})->>'${column}'`;
}

/**
 * One SELECT per kind of object: kind, name, definition. All names come out qualified, since the
 * search path is empty while this runs. Left out on purpose: owners (roles differ between
 * environments), the order of columns (it depends on the history), extension versions
 * (as `pg_dump` does), and everything about data.
 */
const KINDS = [
  `SELECT 'schema' AS kind, format('%I', n.nspname) AS name, 'schema' AS definition
   FROM pg_namespace n WHERE ${userObject('pg_namespace', 'n.oid')}`,

  `SELECT 'extension', format('%I', e.extname), 'in ' || quote_ident(n.nspname)
   FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace`,

  `SELECT 'enum', format('%I.%I', n.nspname, t.typname),
          (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid)
   FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE t.typtype = 'e' AND ${userObject('pg_type', 't.oid')}`,

  `SELECT 'domain', format('%I.%I', n.nspname, t.typname),
          format_type(t.typbasetype, t.typtypmod)
          || CASE WHEN t.typcollation <> b.typcollation THEN ' collate ' || t.typcollation::regcollation::text ELSE '' END
          || coalesce(' default ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' not null' ELSE '' END
          || coalesce((SELECT string_agg(format(' constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname COLLATE "C")
                       FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype <> 'n'), '')
   FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype
   WHERE t.typtype = 'd' AND ${userObject('pg_type', 't.oid')}`,

  `SELECT 'composite', format('%I.%I', n.nspname, t.typname),
          coalesce((SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
                             || CASE WHEN a.attcollation <> u.typcollation THEN ' collate ' || a.attcollation::regcollation::text ELSE '' END,
                             ', ' ORDER BY a.attnum)
                    FROM pg_attribute a JOIN pg_type u ON u.oid = a.atttypid
                    WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '')
   FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_class c ON c.oid = t.typrelid
   WHERE c.relkind = 'c' AND ${userObject('pg_type', 't.oid')}`,

  `SELECT 'range', format('%I.%I', n.nspname, t.typname),
          format('of %s opclass %s collation %s canonical %s diff %s', format_type(r.rngsubtype, NULL),
                 (SELECT format('%I.%I', ns.nspname, o.opcname) FROM pg_opclass o JOIN pg_namespace ns ON ns.oid = o.opcnamespace WHERE o.oid = r.rngsubopc),
                 r.rngcollation::regcollation, r.rngcanonical, r.rngsubdiff)
   FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE ${userObject('pg_type', 't.oid')}`,

  `SELECT 'base-type', format('%I.%I', n.nspname, t.typname),
          format('input %s output %s length %s align %s storage %s default %s', t.typinput, t.typoutput, t.typlen, t.typalign, t.typstorage, t.typdefault)
   FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE t.typtype = 'b' AND t.typelem = 0 AND ${userObject('pg_type', 't.oid')}`,

  `SELECT 'sequence', format('%I.%I', r.nspname, r.relname),
          format('%s start %s increment %s min %s max %s cache %s', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache)
          || CASE WHEN s.seqcycle THEN ' cycle' ELSE '' END || CASE WHEN r.relpersistence = 'u' THEN ' unlogged' ELSE '' END
          || coalesce((SELECT format(' owned by %s.%I', d.refobjid::regclass, a.attname)
                       FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                       WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
                         AND d.deptype IN ('a', 'i')), '')
   FROM relations r JOIN pg_sequence s ON s.seqrelid = r.oid`,

  `SELECT CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' WHEN 'f' THEN 'foreign-table' ELSE 'table' END,
          format('%I.%I', r.nspname, r.relname),
          CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) ELSE 'table' END
          || CASE r.relpersistence WHEN 'u' THEN ' unlogged' ELSE '' END
          || coalesce(' partition by ' || pg_get_partkeydef(r.oid), '')
          || coalesce(' ' || pg_get_expr(r.relpartbound, r.oid), '')
          || coalesce(' inherits ' || (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = r.oid), '')
          || CASE WHEN r.reloftype <> 0 THEN ' of ' || r.reloftype::regtype::text ELSE '' END
          || CASE WHEN r.relrowsecurity THEN ' row security' ELSE '' END
          || CASE WHEN r.relforcerowsecurity THEN ' forced row security' ELSE '' END
          || CASE WHEN r.relreplident <> 'd' THEN ' replica identity ' || r.relreplident::text ELSE '' END
          || coalesce((SELECT ' using ' || am.amname FROM pg_am am WHERE am.oid = r.relam AND am.amname <> 'heap'), '')
          || coalesce((SELECT ' tablespace ' || quote_ident(ts.spcname) FROM pg_tablespace ts WHERE ts.oid = r.reltablespace), '')
          || coalesce((SELECT ' server ' || quote_ident(fs.srvname) || ${sortedOptions('ft.ftoptions')}
                       FROM pg_foreign_table ft JOIN pg_foreign_server fs ON fs.oid = ft.ftserver WHERE ft.ftrelid = r.oid), '')
          || ${sortedOptions('r.reloptions')}
   FROM relations r WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')`,

  `SELECT 'column', format('%I.%I.%I', r.nspname, r.relname, a.attname),
          format_type(a.atttypid, a.atttypmod)
          || CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || a.attcollation::regcollation::text ELSE '' END
          || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
          || CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' ELSE '' END
          || CASE a.attgenerated WHEN 's' THEN ' generated stored ' WHEN 'v' THEN ' generated virtual ' ELSE '' END
          || CASE WHEN d.oid IS NULL THEN '' WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) ELSE ' default ' || pg_get_expr(d.adbin, d.adrelid) END
          || CASE WHEN a.attstorage <> t.typstorage THEN ' storage ' || a.attstorage::text ELSE '' END
          || coalesce(' compression ' || nullif(${maybe('a', 'attcompression')}, ''), '')
          || coalesce(' statistics ' || nullif(${maybe('a', 'attstattarget')}, '-1'), '')
          || ${sortedOptions('a.attoptions')} || ${sortedOptions('a.attfdwoptions')}
   FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid JOIN pg_type t ON t.oid = a.atttypid
   LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attnum > 0 AND NOT a.attisdropped AND (r.relkind IN ('r', 'p', 'f') OR (r.relkind IN ('v', 'm') AND (d.oid IS NOT NULL OR a.attoptions IS NOT NULL)))`,

  `SELECT 'index', format('%I.%I', r.nspname, ic.relname),
          pg_get_indexdef(i.indexrelid)
          || CASE WHEN NOT i.indisvalid AND ic.relkind = 'i' THEN ' INVALID' ELSE '' END
          || CASE WHEN i.indisclustered THEN ' clustered' ELSE '' END
          || CASE WHEN i.indisreplident THEN ' replica identity' ELSE '' END
          || coalesce(' part of ' || (SELECT h.inhparent::regclass::text FROM pg_inherits h WHERE h.inhrelid = i.indexrelid), '')
          || coalesce((SELECT ' tablespace ' || quote_ident(ts.spcname) FROM pg_tablespace ts WHERE ts.oid = ic.reltablespace), '')
          || coalesce((SELECT ' statistics ' || string_agg(ia.attnum || '=' || (${maybe('ia', 'attstattarget')}), ',' ORDER BY ia.attnum)
                       FROM pg_attribute ia WHERE ia.attrelid = i.indexrelid AND coalesce(${maybe('ia', 'attstattarget')}, '-1') <> '-1'), '')
   FROM pg_index i JOIN relations r ON r.oid = i.indrelid JOIN pg_class ic ON ic.oid = i.indexrelid`,

  // 'n' are the NOT NULL constraints of PostgreSQL 18, which the columns tell already; 't' are triggers.
  `SELECT 'constraint', format('%I.%I.%I', r.nspname, r.relname, k.conname), pg_get_constraintdef(k.oid)
          || CASE WHEN k.connoinherit AND k.contype = 'c' AND pg_get_constraintdef(k.oid) !~ 'NO INHERIT' THEN ' no inherit' ELSE '' END
   FROM pg_constraint k JOIN relations r ON r.oid = k.conrelid WHERE k.contype NOT IN ('n', 't')`,

  `SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
          format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), pg_get_functiondef(p.oid)
   FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE p.prokind <> 'a' AND ${userObject('pg_proc', 'p.oid')}`,

  `SELECT 'aggregate', format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
          format('kind %s state %s space %s initial %L step %s final %s %s %s combine %s serial %s %s moving %s %s %s %s %L %s %s %s sort %s parallel %s',
                 g.aggkind, format_type(g.aggtranstype, NULL), g.aggtransspace, g.agginitval, g.aggtransfn, g.aggfinalfn, g.aggfinalextra, g.aggfinalmodify,
                 g.aggcombinefn, g.aggserialfn, g.aggdeserialfn, g.aggmtransfn, g.aggminvtransfn,
                 CASE WHEN g.aggmtranstype <> 0 THEN format_type(g.aggmtranstype, NULL) END, g.aggmtransspace, g.aggminitval,
                 g.aggmfinalfn, g.aggmfinalextra, g.aggmfinalmodify, CASE WHEN g.aggsortop <> 0 THEN g.aggsortop::regoperator END, p.proparallel)
   FROM pg_aggregate g JOIN pg_proc p ON p.oid = g.aggfnoid JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE ${userObject('pg_proc', 'p.oid')}`,

  `SELECT 'trigger', format('%I.%I.%I', r.nspname, r.relname, g.tgname),
          pg_get_triggerdef(g.oid) || CASE g.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' disabled' WHEN 'R' THEN ' replica' ELSE ' always' END
   FROM pg_trigger g JOIN relations r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal`,

  `SELECT 'event-trigger', format('%I', e.evtname),
          format('on %s execute %s', e.evtevent, e.evtfoid::regprocedure) || coalesce(' when ' || e.evttags::text, '')
          || CASE e.evtenabled WHEN 'O' THEN '' ELSE ' enabled ' || e.evtenabled::text END
   FROM pg_event_trigger e WHERE ${notOfExtension('pg_event_trigger', 'e.oid')}`,

  `SELECT 'rule', format('%I.%I.%I', r.nspname, r.relname, w.rulename),
          pg_get_ruledef(w.oid) || CASE w.ev_enabled WHEN 'O' THEN '' ELSE ' enabled ' || w.ev_enabled::text END
   FROM pg_rewrite w JOIN relations r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'`,

  `SELECT 'policy', format('%I.%I.%I', r.nspname, r.relname, p.polname),
          format('for %s %s to %s', p.polcmd, CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
                 (SELECT string_agg(CASE o WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(o)) END, ', ' ORDER BY 1) FROM unnest(p.polroles) o))
          || coalesce(' using ' || pg_get_expr(p.polqual, p.polrelid), '') || coalesce(' check ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
   FROM pg_policy p JOIN relations r ON r.oid = p.polrelid`,

  `SELECT 'statistics', format('%I.%I', n.nspname, s.stxname),
          pg_get_statisticsobjdef(s.oid) || coalesce(' target ' || nullif(${maybe('s', 'stxstattarget')}, '-1'), '')
   FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE ${userObject('pg_statistic_ext', 's.oid')}`,

  `SELECT 'publication', format('%I', p.pubname),
          (to_jsonb(p) - 'oid' - 'pubowner' - 'pubname')::text
          || coalesce((SELECT string_agg(format(' %I.%I', v.schemaname, v.tablename) || coalesce(' columns ' || (${maybe('v', 'attnames')}), '')
                                         || coalesce(' where ' || (${maybe('v', 'rowfilter')}), ''), ',' ORDER BY v.schemaname, v.tablename)
                       FROM pg_publication_tables v WHERE v.pubname = p.pubname AND NOT p.puballtables), '')
   FROM pg_publication p`,

  `SELECT 'foreign-server', format('%I', s.srvname), format('wrapper %I', w.fdwname) || ${sortedOptions('s.srvoptions')}
   FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE ${notOfExtension('pg_foreign_server', 's.oid')}`,

  // 16384 is FirstNormalObjectId: objects below it are the system's.
  `SELECT 'cast', format('%s as %s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)),
          format('method %s context %s function %s', c.castmethod, c.castcontext, CASE WHEN c.castfunc <> 0 THEN c.castfunc::regprocedure END)
   FROM pg_cast c WHERE c.oid >= 16384 AND ${notOfExtension('pg_cast', 'c.oid')}`,

  `SELECT 'collation', format('%I.%I', n.nspname, c.collname),
          format('provider %s encoding %s %s', c.collprovider, c.collencoding, (to_jsonb(c) - ARRAY['oid', 'collname', 'collnamespace', 'collowner', 'collversion'])::text)
   FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace WHERE ${userObject('pg_collation', 'c.oid')}`,

  `SELECT 'operator', format('%I.%s(%s, %s)', n.nspname, o.oprname, format_type(o.oprleft, NULL), format_type(o.oprright, NULL)),
          format('function %s returns %s commutator %s negator %s restrict %s join %s hashes %s merges %s', o.oprcode::regprocedure, format_type(o.oprresult, NULL),
                 o.oprcom::regoper, o.oprnegate::regoper, o.oprrest, o.oprjoin, o.oprcanhash, o.oprcanmerge)
   FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE ${userObject('pg_operator', 'o.oid')}`,

  `SELECT 'text-search-configuration', format('%I.%I', n.nspname, c.cfgname),
          format('parser %s', c.cfgparser) || coalesce((SELECT string_agg(format(' %s/%s %s', m.maptokentype, m.mapseqno, m.mapdict::regdictionary), ',' ORDER BY m.maptokentype, m.mapseqno)
                                              FROM pg_ts_config_map m WHERE m.mapcfg = c.oid), '')
   FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace WHERE ${userObject('pg_ts_config', 'c.oid')}`,

  `SELECT 'text-search-dictionary', format('%I.%I', n.nspname, d.dictname), coalesce(d.dictinitoption, '')
   FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace WHERE ${userObject('pg_ts_dict', 'd.oid')}`,

  `SELECT 'operator-class', format('%I.%I', n.nspname, o.opcname),
          format('using %s for %s default %s', (SELECT amname FROM pg_am WHERE oid = o.opcmethod), format_type(o.opcintype, NULL), o.opcdefault)
   FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE ${userObject('pg_opclass', 'o.oid')}`,

  `SELECT 'comment', i.type || ' ' || i.identity, d.description
   FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
   WHERE (d.objoid >= 16384 OR (d.classoid = 'pg_namespace'::regclass AND d.objoid = 'public'::regnamespace))
     AND d.classoid <> 'pg_extension'::regclass
     AND NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = d.classoid AND x.objid = d.objoid AND x.deptype = 'e')
     AND NOT EXISTS (SELECT 1 FROM ignored g WHERE g.oid = d.objoid AND d.classoid = 'pg_class'::regclass)`,

  `SELECT 'grants', 'schema ' || format('%I', n.nspname), ${grants('n.nspacl', 'n.nspowner', 'n')}
   FROM pg_namespace n WHERE ${userObject('pg_namespace', 'n.oid')}`,

  `SELECT 'grants', 'relation ' || format('%I.%I', r.nspname, r.relname),
          CASE WHEN r.relkind = 'S' THEN ${grants('r.relacl', 'r.relowner', 's')} ELSE ${grants('r.relacl', 'r.relowner', 'r')} END
   FROM relations r`,

  `SELECT 'grants', 'column ' || format('%I.%I.%I', r.nspname, r.relname, a.attname), ${grants('a.attacl', 'r.relowner', 'c')}
   FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid WHERE a.attacl IS NOT NULL AND NOT a.attisdropped`,

  `SELECT 'grants', 'routine ' || format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), ${grants('p.proacl', 'p.proowner', 'f')}
   FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${userObject('pg_proc', 'p.oid')}`,

  `SELECT 'grants', 'type ' || format('%I.%I', n.nspname, t.typname), ${grants('t.typacl', 't.typowner', 'T')}
   FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typacl IS NOT NULL AND ${userObject('pg_type', 't.oid')}`,

  `SELECT 'default-privileges', format('%I/%s/%s', pg_get_userbyid(d.defaclrole), CASE d.defaclnamespace WHEN 0 THEN '*' ELSE d.defaclnamespace::regnamespace::text END, d.defaclobjtype),
          (SELECT string_agg(CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee)::text END || ' ' || e.privilege_type || CASE WHEN e.is_grantable THEN ' with grant option' ELSE '' END, '; '
                             ORDER BY e.grantee, e.privilege_type) FROM aclexplode(d.defaclacl) e)
   FROM pg_default_acl d`,
];

const SNAPSHOT = `
WITH ignored AS (
  SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relname = ANY ($1) AND c.relkind IN ('r', 'p') AND ${userObject('pg_class', 'c.oid')}
), relations AS MATERIALIZED (
  SELECT n.nspname, c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.oid NOT IN (SELECT oid FROM ignored) AND ${userObject('pg_class', 'c.oid')}
)
${KINDS.join('\nUNION ALL\n')}`;

/**
 * Describes all user-made objects of the database, normalised so that equal schemas give equal
 * descriptions whatever their history. Three round trips; leaves the search path as it was.
 * @param ignoredTables names (in any schema) of tables to leave out, such as `_prisma_migrations`
 */
export async function postgresqlSnapshot(
  client: Client,
  ignoredTables: readonly string[],
): Promise<SchemaSnapshot> {
  const { rows: before } = await client.query<{ path: string }>(
    `SELECT current_setting('search_path') AS path, set_config('search_path', '', false) FROM (SELECT 1) one`,
  );
  try {
    const { rows } = await client.query<{ kind: string; name: string; definition: string | null }>(SNAPSHOT, [
      [...ignoredTables],
    ]);
    const entries = rows
      .filter((row) => row.definition !== null)
      .map((row): [string, string] => [`${row.kind}:${row.name}`, row.definition ?? '']);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  } finally {
    // In a failed transaction this fails too, and its rollback restores the setting.
    await client
      .query(`SELECT set_config('search_path', $1, false)`, [before[0]?.path])
      .catch(() => undefined);
  }
}
