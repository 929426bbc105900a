import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Creates a folder and those it is in; when this returns, a power failure does not take them away. */
export function createFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  const last = path.dirname(first);
  for (let each = path.resolve(folder); each.length > last.length; each = path.dirname(each)) {
    syncFolder(path.dirname(each));
  }
}

/** Makes the names in a folder survive a power failure. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder for this, and does not need to.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Replaces a file's content at one stroke: whoever reads it gets the old or the new. Of several that do so
 * at once one wins. If this throws, the old content stands.
 */
export function replaceFile(file: string, content: string): void {
  // In the same folder, since a file cannot be renamed into another file system.
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      writeDurably(descriptor, Buffer.from(content));
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // The first error tells more.
    }
    throw error;
  }
  try {
    syncFolder(path.dirname(file));
  } catch {
    // Too late to throw: the new content is there already. A power failure may bring the old one back.
  }
}

/** Writes all of it and waits until it is on the disk. */
export function writeDurably(descriptor: number, bytes: Uint8Array): void {
  // One call may write a part only, as when the disk is nearly full.
  for (let written = 0; written < bytes.length;) {
    written += writeSync(descriptor, bytes, written);
  }
  fsyncSync(descriptor);
}
