import type { Change, ChangeOf } from '../../../change';
import { readPostgresqlScript } from '../../read-script';
import { IMMUTABLE_FUNCTIONS, STABLE_FUNCTIONS, VOLATILE_FUNCTIONS } from './built-in-functions';

async function added(definition: string): Promise<ChangeOf<'add-column'>> {
  const { statements } = await readPostgresqlScript(`alter table t add ${definition}`, {});
  const [change] = statements.flatMap((statement): readonly Change[] => statement.changes);
  if (change?.kind !== 'add-column') throw new Error(`not read: ${JSON.stringify(change)}`);
  return change;
}

describe('canonical types', () => {
  it.each([
    ['int', 'integer'],
    ['int4', 'integer'],
    ['pg_catalog.int8', 'bigint'],
    ['int2', 'smallint'],
    ['real', 'real'],
    ['float', 'double precision'],
    ['float(3)', 'real'],
    ['bool', 'boolean'],
    ['varchar', 'character varying'],
    ['varchar(20)', 'character varying(20)'],
    ['char', 'character(1)'],
    ['char(3)', 'character(3)'],
    ['bpchar', 'bpchar'],
    ['"char"', '"char"'],
    ['bit', 'bit(1)'],
    ['bit varying', 'bit varying'],
    ['varbit(5)', 'bit varying(5)'],
    ['numeric', 'numeric'],
    ['dec(10)', 'numeric(10,0)'],
    ['decimal(10,2)', 'numeric(10,2)'],
    ['numeric(3,-2)', 'numeric(3,-2)'],
    ['timestamp', 'timestamp without time zone'],
    ['timestamptz', 'timestamp with time zone'],
    ['timestamp(3)', 'timestamp(3) without time zone'],
    ['timestamp(0) with time zone', 'timestamp(0) with time zone'],
    ['time', 'time without time zone'],
    ['timetz(2)', 'time(2) with time zone'],
    ['interval', 'interval'],
    ['interval(3)', 'interval(3)'],
    ['interval year', 'interval year'],
    ['interval day to second(3)', 'interval day to second(3)'],
    ['interval year to month', 'interval year to month'],
    ['text', 'text'],
    ['text[]', 'text[]'],
    ['int[3][]', 'integer[]'],
    ['int array', 'integer[]'],
    ['varchar(5)[]', 'character varying(5)[]'],
    ['citext', 'citext'],
    ['public.mood', 'mood'],
    ['s.mood', 's.mood'],
    ['"Status"', '"Status"'],
    ['"my ""schema"""."T"[]', '"my ""schema"""."T"[]'],
    ['geometry(Point,4326)', 'geometry(point,4326)'],
    ['vector(3)', 'vector(3)'],
    ['serial8', 'bigint'],
  ])('%s is %s', async (written, canonical) => {
    expect((await added(`a ${written}`)).column.type).toBe(canonical);
  });
});

describe('defaults', () => {
  it.each<[string, string, string[]]>([
    ['1', 'constant', []],
    [`'x'::text`, 'constant', []],
    ['null', 'constant', []],
    [`'now'::timestamp`, 'constant', []],
    ['array[1, 2]', 'constant', []],
    ['1 + 2 * 3', 'constant', []],
    ['coalesce(null, 1)', 'constant', []],
    ['lower($$A$$)', 'constant', ['lower']],
    ['md5($$x$$)', 'constant', ['md5']],
    ['case when true then abs(-1) else 2 end', 'constant', ['abs']],
    ['now()', 'stable', ['now']],
    ['pg_catalog.now()', 'stable', ['now']],
    ['current_timestamp', 'stable', []],
    ['localtimestamp(3)', 'stable', []],
    ['current_date', 'stable', []],
    ['current_user', 'stable', []],
    ['transaction_timestamp()', 'stable', ['transaction_timestamp']],
    ['statement_timestamp()', 'stable', ['statement_timestamp']],
    [`current_setting('a.b')`, 'stable', ['current_setting']],
    [`to_char(now(), 'YYYY')`, 'stable', ['to_char', 'now']],
    [`(now() at time zone 'utc')`, 'stable', ['timezone', 'now']],
    [`now() - interval '1 day'`, 'stable', ['now']],
    ['jsonb_build_object($$a$$, 1)', 'stable', ['jsonb_build_object']],
    ['random()', 'volatile', ['random']],
    ['gen_random_uuid()', 'volatile', ['gen_random_uuid']],
    ['uuidv4()', 'volatile', ['uuidv4']],
    ['uuidv7()', 'volatile', ['uuidv7']],
    ['uuid_generate_v4()', 'volatile', ['uuid_generate_v4']],
    ['extensions.uuid_generate_v1mc()', 'volatile', ['uuid_generate_v1mc']],
    ['clock_timestamp()', 'volatile', ['clock_timestamp']],
    ['timeofday()::timestamptz', 'volatile', ['timeofday']],
    [`nextval('s'::regclass)`, 'volatile', ['nextval']],
    [`encode(gen_random_bytes(5), 'hex')`, 'volatile', ['encode', 'gen_random_bytes']],
    ['my_function()', 'unknown', ['my_function']],
    ['app.lower($$A$$)', 'unknown', ['lower']],
    ['app."Make"(now())', 'unknown', ['make', 'now']],
    ['my_function(random())', 'volatile', ['my_function', 'random']],
  ])('%s is %s', async (sql, volatility, functions) => {
    expect((await added(`a text default ${sql}`)).column.default).toEqual({
      sql,
      volatility,
      functions,
      isNull: sql === 'null',
    });
  });

  it.each([
    ['default 1 not null', '1'],
    ['default (1) null', '(1)'],
    ['default (a, b) check (true)', '(a, b)'],
    ['constraint "default" not null default 5', '5'],
    ['constraint d default 5 references r', '5'],
    ['default not_a_word unique', 'not_a_word'],
    [`default 'a, not null' not null`, `'a, not null'`],
    ['default /* x */ 1 -- y', '1'],
    ['default x is not distinct from y primary key', 'x is not distinct from y'],
    ['default null::text not null', 'null::text'],
    ['default (array[1, 2])[1], add b int', '(array[1, 2])[1]'],
    ['default 1;', '1'],
  ])('the text of %s is %s', async (definition, sql) => {
    expect((await added(`a text ${definition}`)).column.default?.sql).toBe(sql);
  });

  it('knows NULL behind a cast', async () => {
    expect((await added('a text default null::varchar::text')).column.default?.isNull).toBe(true);
    expect((await added(`a text default 'null'`)).column.default?.isNull).toBe(false);
  });
});

describe('the list of built-in functions', () => {
  it('has each name once', () => {
    for (const name of VOLATILE_FUNCTIONS) {
      expect([name, STABLE_FUNCTIONS.has(name) || IMMUTABLE_FUNCTIONS.has(name)]).toEqual([name, false]);
    }
    for (const name of STABLE_FUNCTIONS) expect([name, IMMUTABLE_FUNCTIONS.has(name)]).toEqual([name, false]);
  });
});
