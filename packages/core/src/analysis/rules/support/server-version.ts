/** Whether a version such as `10.11.6-MariaDB` or `8.0.36` is at least `major.minor`; false where it is not known. */
export function isAtLeastVersion(version: string | undefined, major: number, minor = 0): boolean {
  const match = /^\D*(\d+)(?:\.(\d+))?/.exec(version ?? '');
  if (!match) return false;
  const found = Number(match[1]);
  return found > major || (found === major && Number(match[2] ?? 0) >= minor);
}
