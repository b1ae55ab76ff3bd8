import { rm } from 'node:fs/promises';
import { makeFolder } from '../store/make-folder.ts';

/** Looks at something in a folder; one that was not there is not there afterwards. Rejects where it cannot be made. */
export async function withFolder<T>(folder: string, look: () => Promise<T>): Promise<T> {
  const made = makeFolder(folder, 0o700);
  try {
    return await look();
  } finally {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
  }
}
