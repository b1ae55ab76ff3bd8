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

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
