import { modelFromScripts } from '../../model/model-from-scripts';
import { parsePostgresqlType, resolveType, typeName } from './postgresql-type';

describe('parsePostgresqlType', () => {
  it.each([
    ['character varying(20)', { base: 'varchar', modifiers: [20], isArray: false }],
    ['character(5)', { base: 'bpchar', modifiers: [5], isArray: false }],
    ['character', { base: 'bpchar', modifiers: [1], isArray: false }],
    ['bpchar', { base: 'bpchar', modifiers: [], isArray: false }],
    ['numeric(10)', { base: 'numeric', modifiers: [10, 0], isArray: false }],
    ['numeric(4,-2)', { base: 'numeric', modifiers: [4, -2], isArray: false }],
    ['timestamp(3) with time zone', { base: 'timestamptz', modifiers: [3], isArray: false }],
    ['timestamp without time zone', { base: 'timestamp', modifiers: [], isArray: false }],
    ['interval', { base: 'interval', modifiers: [], isArray: false }],
    [
      'interval day to second(3)',
      { base: 'interval', modifiers: [3], isArray: false, fields: 'day to second' },
    ],
    ['text[]', { base: 'text', modifiers: [], isArray: true }],
    ['numeric(10,2)[]', { base: 'numeric', modifiers: [10, 2], isArray: true }],
    ['audit.mood', { base: 'audit.mood', modifiers: [], isArray: false }],
  ])('%s', (text, expected) => {
    expect(parsePostgresqlType(text)).toEqual(expected);
  });
});

describe('typeName', () => {
  it.each([
    ['mood', { name: 'mood' }],
    ['audit.mood', { schema: 'audit', name: 'mood' }],
    ['"My.Schema"."It""s"', { schema: 'My.Schema', name: 'It"s' }],
  ])('%s', (text, expected) => {
    expect(typeName(text)).toEqual(expected);
  });
});

describe('resolveType', () => {
  it('looks through domains over domains, and gathers their constraints', async () => {
    const model = await modelFromScripts('postgresql', [
      'CREATE DOMAIN a AS varchar(5) NOT NULL; CREATE DOMAIN b AS a; CREATE DOMAIN c AS text;',
    ]);
    expect(resolveType(model, 'b')).toEqual({
      type: { base: 'varchar', modifiers: [5], isArray: false },
      isDomain: true,
      hasConstraint: true,
    });
    expect(resolveType(model, 'c')).toMatchObject({ isDomain: true, hasConstraint: false });
    expect(resolveType(model, 'text')).toMatchObject({ isDomain: false, hasConstraint: false });
  });
});
