import { currentProcessOwner, ownerLabel, parseOwnerLabel, sinceText } from './process-owner';

describe('ownerLabel', () => {
  it('is read back', () => {
    const owner = { user: 'ann', host: 'ci-7', pid: 4242 };
    const label = ownerLabel('faber-db migrate', owner, 63);
    expect(label).toBe('faber-db migrate ann@ci-7:4242');
    expect(parseOwnerLabel(label)).toEqual({ purpose: 'faber-db migrate', ...owner });
  });

  it('keeps purpose and process id when names are long, in the bytes that there are', () => {
    const owner = { user: 'u'.repeat(40), host: 'höst-'.repeat(30), pid: 4194304 };
    const label = ownerLabel('faber-db migrate production', owner, 63);
    expect(Buffer.byteLength(label)).toBeLessThanOrEqual(63);
    expect(parseOwnerLabel(label)).toMatchObject({ purpose: 'faber-db migrate production', pid: 4194304 });
    expect(Buffer.byteLength(ownerLabel('p'.repeat(200), owner, 63))).toBeLessThanOrEqual(63);
  });

  it('tells names of other programs apart', () => {
    expect(parseOwnerLabel('psql')).toBeUndefined();
    expect(parseOwnerLabel('')).toBeUndefined();
  });

  it('knows this process', () => {
    expect(currentProcessOwner().pid).toBe(process.pid);
  });
});

describe('sinceText', () => {
  it('adds the date when it is not today', () => {
    const now = new Date('2026-03-04T12:00:00Z');
    expect(sinceText(new Date('2026-03-04T10:42:03Z'), now)).toBe('10:42:03 UTC');
    expect(sinceText(new Date('2026-03-01T10:42:03Z'), now)).toBe('2026-03-01 10:42:03 UTC');
  });
});
