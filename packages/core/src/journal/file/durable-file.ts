import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
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
 * Replaces a file's content at one stroke: whoever reads it gets the old or the new. Not safe with
 * another one doing the same. If this throws, the old content stands.
 */
export function replaceFile(file: string, content: string): void {
  const temporary = `${file}.tmp`;
  try {
    const descriptor = openSync(temporary, 'w');
    try {
      writeAll(descriptor, Buffer.from(content));
      fsyncSync(descriptor);
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
}

/** Writes all of it and waits until it is on the disk. */
export function writeDurably(descriptor: number, bytes: Uint8Array): void {
  writeAll(descriptor, bytes);
  fsyncSync(descriptor);
}

/** Cuts a file back to `size` bytes. Best effort: a file system may allow nothing but appending. */
export function cutBack(descriptor: number, size: number): void {
  try {
    ftruncateSync(descriptor, size);
    fsyncSync(descriptor);
  } catch {
    // What stays is an unfinished line, which the next writer marks.
  }
}

/** One call may write a part only, as when the disk is nearly full. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(descriptor, bytes, written);
  }
}
