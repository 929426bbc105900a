import { modelFromScripts } from '../../model/model-from-scripts';
import { readScript } from '../../read-script';
import type { RuleContext, RunChange } from '../../rule';
import { conditionText } from './condition-text';
import { selectsByKey } from './selects-by-key';

async function firstChange(sql: string): Promise<RunChange<'update' | 'delete'>> {
  const { statements } = await readScript('postgresql', sql);
  const statement = statements[0];
  const change = statement?.changes.find(({ kind }) => kind === 'update' || kind === 'delete');
  if (!statement || (change?.kind !== 'update' && change?.kind !== 'delete')) throw new Error('no change');
  return { change, statement, file: 0, position: 0, transaction: 1, inOwnTransaction: false };
}

describe('conditionText', () => {
  it.each([
    ['UPDATE t SET a = 1 WHERE id = 1;', 'id = 1'],
    ['-- why\nDELETE FROM t\nWHERE id = 1 AND a > 2;', 'id = 1 AND a > 2'],
    ['DELETE FROM t;', undefined],
    ['DELETE FROM t WHERE id = 1 OR a = 2;', undefined],
    ['WITH d AS (DELETE FROM t WHERE id = 1 RETURNING id) SELECT * FROM d;', undefined],
  ])('%s', async (sql, expected) => {
    expect(conditionText(await firstChange(sql))).toBe(expected);
  });
});

describe('selectsByKey', () => {
  it.each([
    ['DELETE FROM t WHERE id = 1;', true],
    ['DELETE FROM t WHERE t."id" IN (1, 2) AND a > 3;', true],
    ["UPDATE t SET a = 1 WHERE code = 'x';", true],
    ['DELETE FROM t WHERE id > 1;', false],
    ['DELETE FROM t WHERE a = 1;', false],
    ['DELETE FROM t WHERE id = 1 OR a = 1;', false],
    ['DELETE FROM t WHERE id IN (SELECT id FROM u);', false],
    ['DELETE FROM t;', false],
  ])('%s', async (sql, expected) => {
    const before = await modelFromScripts('postgresql', [
      'CREATE TABLE t (id int PRIMARY KEY, code text UNIQUE, a int);',
    ]);
    const context = { before, provider: 'postgresql' } as RuleContext;
    expect(selectsByKey(await firstChange(sql), context)).toBe(expected);
  });
});
