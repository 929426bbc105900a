import type { ChangeOf, ColumnDefinition } from '../change';
import { expandModifyColumn } from './expand-modify-column';

const default1 = { sql: '1', volatility: 'constant', functions: [], isNull: false } as const;
const nullDefault = { ...default1, sql: 'NULL', isNull: true };
const column: ColumnDefinition = { name: 'a', type: 'int', notNull: false };

test.each<[string, Partial<ColumnDefinition>, Partial<ColumnDefinition>, string[]]>([
  ['nothing', {}, {}, []],
  ['a name', {}, { name: 'b' }, ['rename-column']],
  ['a type', {}, { type: 'bigint' }, ['alter-column-type']],
  ['a collation', { collation: 'x' }, { collation: 'y' }, ['alter-column-type']],
  ['a collation that is not written', { collation: 'x' }, {}, []],
  ['a character set', {}, { charset: 'utf8mb4' }, ['alter-column-type']],
  ['NOT NULL', {}, { notNull: true }, ['set-not-null']],
  ['NULL', { notNull: true }, {}, ['drop-not-null']],
  ['a default', {}, { default: default1 }, ['set-default']],
  ['the same default', { default: default1 }, { default: default1 }, []],
  ['no default', { default: default1 }, {}, ['drop-default']],
  ['DEFAULT NULL', {}, { default: nullDefault }, []],
  [
    'everything',
    {},
    { name: 'b', type: 'text', notNull: true, default: default1 },
    ['rename-column', 'alter-column-type', 'set-not-null', 'set-default'],
  ],
])('%s', (_, before, after, kinds) => {
  const change: ChangeOf<'modify-column'> = {
    kind: 'modify-column',
    table: { name: 't' },
    column: 'a',
    definition: { ...column, ...after },
    offset: 7,
  };
  const changes = expandModifyColumn(change, { ...column, ...before });
  expect(changes.map(({ kind }) => kind)).toEqual(kinds);
  for (const one of changes) expect(one).toMatchObject({ offset: 7, table: { name: 't' } });
});

test('of a column that is not known only the rename can be told', () => {
  const definition = { ...column, name: 'b', notNull: true };
  const change: ChangeOf<'modify-column'> = {
    kind: 'modify-column',
    table: { name: 't' },
    column: 'a',
    definition,
  };
  expect(expandModifyColumn(change, undefined)).toEqual([
    { kind: 'rename-column', table: { name: 't' }, column: 'a', to: 'b' },
  ]);
});
