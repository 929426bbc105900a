import { isAbsolute, relative } from 'node:path';

/** `file` relative to `workspaceRoot` if it is inside, else as it is. */
export function displayPath(file: string, workspaceRoot: string | undefined): string {
  if (workspaceRoot === undefined) return file;
  const inside = relative(workspaceRoot, file);
  return inside.startsWith('..') || isAbsolute(inside) ? file : inside.replaceAll('\\', '/');
}
