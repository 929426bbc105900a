import { stampAfter } from './time-stamp';

const now = new Date('2024-05-06T07:08:09Z');

describe('stampAfter', () => {
  it('is the time in UTC', () =>
    expect(stampAfter(now, ['20240101000000_a', '0_init'])).toBe('20240506070809'));

  it('is later than every existing one', () => {
    expect(stampAfter(now, ['20240506070809_a', '20300101235959_b'])).toBe('20300102000000');
    expect(stampAfter(now, ['20991399000000_no_time'])).toBe('20991399000001');
  });
});
