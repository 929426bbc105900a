import os from 'node:os';

/** Who we are on which machine, for those who wait for a lock that we hold. */
export interface ProcessOwner {
  user: string;
  host: string;
  pid: number;
}

/** This process. The user is `unknown` where the system has no name for it (containers with a bare uid). */
export function currentProcessOwner(): ProcessOwner {
  let user = 'unknown';
  try {
    user = os.userInfo().username;
  } catch {
    // no passwd entry for this uid
  }
  return { user, host: os.hostname(), pid: process.pid };
}

/**
 * `purpose user@host:pid` in at most `maxBytes` printable ASCII bytes. The host name, then the
 * purpose are shortened, since the process id tells most.
 */
export function ownerLabel(purpose: string, owner: ProcessOwner, maxBytes: number): string {
  const ascii = (text: string) => text.replace(/[^\x20-\x7e]/g, '?');
  const tail = `:${owner.pid}`;
  const user = ascii(owner.user).slice(0, 16);
  const what = ascii(purpose).slice(0, Math.max(0, maxBytes - tail.length - user.length - 2 - 8));
  const head = `${what} ${user}@`;
  return `${head}${ascii(owner.host).slice(0, Math.max(0, maxBytes - head.length - tail.length))}${tail}`;
}

/** The inverse of `ownerLabel`; undefined if `label` was made by somebody else. */
export function parseOwnerLabel(label: string): (ProcessOwner & { purpose: string }) | undefined {
  const match = /^(.*) ([^ @]+)@([^ @]*):(\d+)$/.exec(label);
  if (!match) return undefined;
  return { purpose: match[1] ?? '', user: match[2] ?? '', host: match[3] ?? '', pid: Number(match[4]) };
}

/** `10:42:03 UTC`, with the date in front if that was more than half a day ago. */
export function sinceText(since: Date, now = new Date()): string {
  const iso = since.toISOString();
  const time = `${iso.slice(11, 19)} UTC`;
  return Math.abs(now.getTime() - since.getTime()) < 12 * 3600_000 ? time : `${iso.slice(0, 10)} ${time}`;
}
