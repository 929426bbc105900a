import { affinityOf } from '../../sqlite/affinity';
import { narrowsAffinity } from './sqlite-narrowing';

const named = (type: string) => ({ type, affinity: affinityOf(type) });

describe('narrowsAffinity', () => {
  it.each([
    ['REAL', 'INTEGER', true],
    ['TEXT', 'INTEGER', true],
    ['TEXT', 'REAL', true],
    ['BLOB', 'DECIMAL(10,2)', true],
    ['DECIMAL(10,2)', 'INTEGER', true],
    ['INTEGER', 'TEXT', false],
    ['INTEGER', 'BIGINT', false],
    ['INTEGER', 'REAL', false],
    ['VARCHAR(100)', 'VARCHAR(50)', false],
    ['BOOLEAN', 'INTEGER', false],
    ['TEXT', 'DATETIME', false],
  ])('%s to %s: %s', (from, to, expected) => {
    expect(narrowsAffinity(named(from), named(to))).toBe(expected);
  });
});
