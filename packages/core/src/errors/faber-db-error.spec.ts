import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ERROR_CODES } from './error-codes';
import { FaberDbError } from './faber-db-error';

describe('FaberDbError', () => {
  const error = new FaberDbError('URL_INVALID', 'The URL cannot be parsed.', {
    location: { variable: 'DATABASE_URL' },
    remedy: ['Percent-encode the password.'],
    cause: new Error('Invalid URL'),
  });

  it('is plain data in JSON, with its kind and cause', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'URL_INVALID',
      kind: 'configuration',
      message: 'The URL cannot be parsed.',
      location: { variable: 'DATABASE_URL' },
      remedy: ['Percent-encode the password.'],
      cause: 'Invalid URL',
    });
  });

  it('learns more about where it happened without forgetting what it knew', () => {
    expect(error.at({ variable: 'OTHER', environment: 'dev' }).location).toEqual({
      variable: 'DATABASE_URL',
      environment: 'dev',
    });
  });

  it('wraps anything else as unexpected', () => {
    expect(FaberDbError.from(error)).toBe(error);
    expect(FaberDbError.from('boom')).toMatchObject({ code: 'UNEXPECTED', message: 'boom' });
  });
});

it('the troubleshooting guide has exactly one section per error code', () => {
  const guide = readFileSync(path.resolve(__dirname, '../../../../docs/troubleshooting.md'), 'utf8');
  const sections = [...guide.matchAll(/^### ([A-Z_]+)$/gm)].map((match) => match[1]);
  expect(sections.toSorted()).toEqual(Object.keys(ERROR_CODES).toSorted());
});
