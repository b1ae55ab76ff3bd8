import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Bytes that this user can still write at a folder, or where it would be made; undefined when that cannot be known. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const above = dirname(resolve(folder));
    return isMissing(error) && above !== folder ? freeBytes(above) : undefined;
  }
}

/** Whether there is room for new work. A disk that cannot be asked holds nothing up. */
export async function hasRoom(folder: string, minFreeBytes: number): Promise<boolean> {
  const free = await freeBytes(folder);
  return free === undefined || free >= minFreeBytes;
}

/** The same, asked of the disk once in so long: between two small runs it does not become full. */
export function watchRoom(folder: string, minFreeBytes: number, everyMs: number): () => Promise<boolean> {
  let last: { readonly at: number; readonly found: Promise<boolean> } | undefined;
  return async () => {
    const at = performance.now();
    if (last === undefined || at - last.at >= everyMs) last = { at, found: hasRoom(folder, minFreeBytes) };
    return last.found;
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
