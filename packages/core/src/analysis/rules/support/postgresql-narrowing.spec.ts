import { createSchemaModel } from '../../model/create-schema-model';
import { modelFromScripts } from '../../model/model-from-scripts';
import { postgresqlNarrowing } from './postgresql-narrowing';

const nothing = createSchemaModel({ provider: 'postgresql', isComplete: true });

describe('postgresqlNarrowing', () => {
  it.each([
    ['character varying(20)', 'character varying(10)', 'length(c::text) > 10'],
    ['text', 'character varying(50)', 'length(c::text) > 50'],
    ['character varying', 'character(5)', 'length(c::text) > 5'],
    ['citext', 'character varying(50)', 'length(c::text) > 50'],
    ['bigint', 'character varying(10)', 'length(c::text) > 10'],
    ['uuid', 'character varying(30)', 'length(c::text) > 30'],
    ['bit varying(8)', 'bit varying(5)', 'length(c) > 5'],
    ['bigint', 'integer', 'c NOT BETWEEN -2147483648 AND 2147483647'],
    ['integer', 'smallint', 'c NOT BETWEEN -32768 AND 32767'],
    ['bigint', 'numeric(10,0)', 'abs(c) >= 10000000000 OR c <> round(c, 0)'],
    ['numeric(10,2)', 'numeric(8,2)', 'abs(c) >= 1000000 OR c <> round(c, 2)'],
    ['numeric(10,4)', 'numeric(10,2)', 'abs(c) >= 100000000 OR c <> round(c, 2)'],
    ['numeric(3,1)', 'numeric(2,5)', 'abs(c) >= 1 OR c <> round(c, 5)'],
    ['numeric', 'numeric(10,2)', 'abs(c) >= 100000000 OR c <> round(c, 2)'],
    ['numeric(10,0)', 'integer', 'c NOT BETWEEN -2147483648 AND 2147483647'],
    ['numeric(6,2)', 'integer', 'abs(c) >= 10000000000 OR c <> round(c, 0)'],
    ['double precision', 'real', 'c <> c::real'],
    ['bigint', 'double precision', 'c <> c::double precision'],
    ['integer', 'boolean', 'c NOT IN (0, 1)'],
    ['timestamp(6) without time zone', 'timestamp(3) without time zone', 'c <> c::timestamp(3)'],
    ['interval', 'interval(2)', 'c <> c::interval(2)'],
    ['inet', 'cidr', 'c <> c::cidr'],
    ['double precision', 'integer', undefined],
    ['real', 'numeric(5,2)', undefined],
    ['timestamp with time zone', 'timestamp without time zone', undefined],
    ['timestamp without time zone', 'date', undefined],
    ['timestamp without time zone', 'time without time zone', undefined],
    ['time with time zone', 'time without time zone', undefined],
    ['interval', 'interval year', undefined],
    ['character varying(20)[]', 'character varying(10)[]', 'length(c::text) > 10'],
  ])('%s to %s loses values', (from, to, misfit) => {
    const narrowing = postgresqlNarrowing(nothing, from, to);
    expect(narrowing?.loss).toMatch(/\w/);
    expect(narrowing?.misfit?.('c')).toBe(misfit);
  });

  it.each([
    ['character varying(10)', 'character varying(20)'],
    ['character varying(10)', 'text'],
    ['text', 'citext'],
    ['text', 'integer'],
    ['text', 'uuid'],
    ['integer', 'bigint'],
    ['integer', 'character varying(11)'],
    ['integer', 'numeric(10,0)'],
    ['smallint', 'real'],
    ['numeric(9,0)', 'integer'],
    ['numeric(10,2)', 'numeric(12,2)'],
    ['numeric(10,2)', 'numeric'],
    ['numeric(10,2)', 'character varying(12)'],
    ['real', 'double precision'],
    ['double precision', 'numeric'],
    ['date', 'timestamp with time zone'],
    ['timestamp without time zone', 'timestamp with time zone'],
    ['timestamp(3) without time zone', 'timestamp without time zone'],
    ['interval day', 'interval'],
    ['json', 'jsonb'],
    ['boolean', 'integer'],
    ['text', 'text[]'],
    ['nonsense(3', 'numeric(5,2)'],
  ])('%s to %s loses nothing', (from, to) => {
    expect(postgresqlNarrowing(nothing, from, to)).toBeUndefined();
  });

  it('looks through domains and into enums', async () => {
    const model = await modelFromScripts('postgresql', [
      `CREATE DOMAIN short AS varchar(5); CREATE TYPE big AS ENUM ('a', 'b', 'it''s'); CREATE TYPE small AS ENUM ('a');`,
    ]);
    expect(postgresqlNarrowing(model, 'text', 'short')?.misfit?.('c')).toBe('length(c::text) > 5');
    expect(postgresqlNarrowing(model, 'short', 'text')).toBeUndefined();
    expect(postgresqlNarrowing(model, 'big', 'small')?.misfit?.('c')).toBe("c IN ('b', 'it''s')");
    expect(postgresqlNarrowing(model, 'small', 'big')).toBeUndefined();
  });
});
