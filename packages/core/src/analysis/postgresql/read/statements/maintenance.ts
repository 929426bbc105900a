import type { ReindexObjectType } from 'libpg-query';
import { bodies, tableName } from '../ast';
import { flag, option } from './options';
import { other, type Translators } from '../translator';

const REINDEX_TARGETS: Record<ReindexObjectType, string> = {
  REINDEX_OBJECT_INDEX: 'index',
  REINDEX_OBJECT_TABLE: 'table',
  REINDEX_OBJECT_SCHEMA: 'schema',
  REINDEX_OBJECT_SYSTEM: 'system',
  REINDEX_OBJECT_DATABASE: 'database',
};

/** VACUUM, CLUSTER, REINDEX, REFRESH. */
export const maintenance: Translators = {
  VacuumStmt: (statement) => {
    if (!statement.is_vacuumcmd) return other('analyze');
    if (!flag(option(statement.options, 'full'))) return other('vacuum');
    const tables = bodies('VacuumRelation', statement.rels);
    if (tables.length === 0) return [{ kind: 'rewrite-table', by: 'VACUUM FULL' }];
    return tables.map(({ relation }) => ({
      kind: 'rewrite-table',
      table: tableName(relation),
      by: 'VACUUM FULL',
    }));
  },
  ClusterStmt: ({ relation }) => [
    { kind: 'rewrite-table', ...(relation && { table: tableName(relation) }), by: 'CLUSTER' },
  ],
  ReindexStmt: ({ kind, relation, name, params }) => [
    {
      kind: 'reindex',
      target: kind ? REINDEX_TARGETS[kind] : 'index',
      ...(relation ? { name: tableName(relation) } : name !== undefined && { name: { name } }),
      concurrently: flag(option(params, 'concurrently')),
    },
  ],
  RefreshMatViewStmt: ({ relation, concurrent }) => [
    { kind: 'refresh-materialized-view', view: tableName(relation), concurrently: concurrent === true },
  ],
  CheckPointStmt: () => other('checkpoint'),
};
