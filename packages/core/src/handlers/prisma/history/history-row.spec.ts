import { parseDate } from './history-row';

describe('parseDate', () => {
  const moment = new Date('2024-01-02T03:04:05.678Z');

  it.each<[string, unknown]>([
    ['a Date', moment],
    ['milliseconds, as Prisma stores them in SQLite', moment.getTime()],
    ['a bigint', BigInt(moment.getTime())],
    ['digits', String(moment.getTime())],
    ['ISO text', '2024-01-02T03:04:05.678Z'],
    ['SQLite text without zone', '2024-01-02 03:04:05.678'],
    ['PostgreSQL text', '2024-01-02 04:04:05.678+01'],
  ])('reads %s', (_, value) => {
    expect(parseDate(value)).toEqual(moment);
  });

  it('keeps what is not there', () => {
    expect(parseDate(null)).toBeNull();
  });

  it('refuses what is no date', () => {
    expect(() => parseDate('soon')).toThrow(expect.objectContaining({ code: 'HISTORY_DIVERGED' }));
  });
});
