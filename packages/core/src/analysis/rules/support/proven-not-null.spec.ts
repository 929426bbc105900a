import { modelFromScripts } from '../../model/model-from-scripts';
import { isProvenNotNull } from './proven-not-null';

describe('isProvenNotNull', () => {
  it.each([
    ['CHECK (a IS NOT NULL)', true],
    ['CHECK (a IS NOT NULL AND b IS NOT NULL)', true],
    ['CHECK ((b > 0) AND (a IS NOT NULL))', true],
    ['CHECK (b BETWEEN 1 AND 3 AND "a" IS NOT NULL)', true],
    ['CHECK (a IS NOT NULL) NOT VALID', false],
    ['CHECK (a IS NOT NULL OR b IS NOT NULL)', false],
    ['CHECK (b IS NOT NULL)', false],
    ['CHECK (NOT (b > 0 AND a IS NOT NULL))', false],
    ['CHECK (NOT a IS NOT NULL AND b > 0)', false],
    ['CHECK (coalesce(b > 0 AND a IS NOT NULL, true))', false],
    ['CHECK (CASE WHEN b > 0 AND a IS NOT NULL AND b < 9 THEN true ELSE true END)', false],
    ['CHECK (a > 0)', false],
  ])('%s: %s', async (constraint, expected) => {
    const model = await modelFromScripts('postgresql', [
      `CREATE TABLE t (a int, b int); ALTER TABLE t ADD CONSTRAINT c ${constraint};`,
    ]);
    expect(isProvenNotNull(model.table({ name: 't' }), 'a')).toBe(expected);
  });
});
