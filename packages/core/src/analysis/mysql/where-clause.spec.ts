import type { WhereClause } from '../change';
import { readMysqlScript } from './read-script';

const whereOf = async (condition: string): Promise<WhereClause | undefined> => {
  const { statements } = await readMysqlScript(`DELETE FROM t WHERE ${condition}`, {});
  const change = statements.flatMap(({ changes }) => changes)[0];
  return change?.kind === 'delete' ? change.where : undefined;
};

describe('a condition', () => {
  it.each([
    'TRUE',
    '1',
    "'1'",
    '((1))',
    '1 = 1',
    "'a' = 'a'",
    '1 < 2',
    '2 >= 2 AND 1 <> 2',
    'NOT FALSE',
    '!0',
    'NOT (1 = 2)',
    'a = a',
    't.a = T.`A`',
    'a <=> a',
    'a = 1 OR 1',
    'a = 1 || 1 = 1',
    '(a = 1 OR TRUE) AND (b = 2 OR NOT 0)',
    '1 IS NOT NULL',
    '-1',
  ])('%s is always true', async (condition) => expect(await whereOf(condition)).toEqual({ form: 'always' }));

  it.each([
    'a',
    'a = 1',
    '0',
    '1 = 2',
    'FALSE OR a = 1',
    'a = 1 AND 1 = 1',
    'a = b',
    'a <> a',
    't.a = u.a',
    'a BETWEEN 1 AND 2',
    'a IN (SELECT 1 OR 1)',
    'NULL IS NOT NULL',
    "'a'",
    'a IS NULL',
    'TRUE XOR TRUE',
    'CASE WHEN 1 OR 1 THEN a END',
    'a = 1 OR b IS NOT NULL',
  ])('%s depends', async (condition) => expect(await whereOf(condition)).toEqual({ form: 'some' }));

  it.each<[string, string]>([
    ['a IS NOT NULL', 'a'],
    ['(t.`A` IS NOT NULL)', 'A'],
  ])('%s concerns one column', async (condition, onlyIsNotNull) =>
    expect(await whereOf(condition)).toEqual({ form: 'some', onlyIsNotNull }),
  );

  it('may be nested however deeply', async () => {
    expect(await whereOf(`${'('.repeat(1e5)}1${')'.repeat(1e5)}`)).toEqual({ form: 'always' });
    expect(await whereOf(`${'NOT '.repeat(1e4)}1`)).toEqual({ form: 'some' });
  });
});
