import { parsePostgresUrl } from './connection-string';
import { describeForEngine, toUserError } from './errors';

const target = parsePostgresUrl('postgresql://app@db.example.com:6000/shop', '/');
const serverError = (code: string, message = 'm "shop"') =>
  Object.assign(new Error(message), { severity: 'FATAL', code });

test.each([
  [serverError('28P01'), 'P1000', '`app`'],
  [serverError('28000'), 'P1010', '`shop`'],
  [serverError('42501'), 'P1010', '`shop`'],
  [serverError('3D000'), 'P1003', '`shop`'],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'P1001', '`db.example.com:6000`'],
  [new AggregateError([]), 'P1001', '`db.example.com:6000`'],
  [new Error('timeout expired'), 'P1001', '`db.example.com:6000`'],
  [new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'), 'P1000', '`app`'],
  [
    Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    'P1011',
    'self-signed',
  ],
  [new Error('The server does not support SSL connections'), 'P1011', 'does not support SSL'],
])('%s', (error, code, text) => {
  expect(toUserError(error, target)).toMatchObject({ code, message: expect.stringContaining(text) });
});

test('what Prisma has no code for stays as it is', () => {
  const tooMany = serverError('53300');
  expect(toUserError(tooMany, target)).toBe(tooMany);
});

test('tells the engine which kind of error it was', () => {
  expect(describeForEngine(serverError('42P01', 'relation "a" does not exist'))).toEqual({
    kind: 'TableDoesNotExist',
    table: 'a',
  });
  expect(describeForEngine(serverError('23505'))).toMatchObject({
    kind: 'postgres',
    code: '23505',
    severity: 'FATAL',
  });
  expect(describeForEngine(new Error('no server error'))).toBeUndefined();
});
