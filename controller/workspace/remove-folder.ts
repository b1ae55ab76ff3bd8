import { rm } from 'node:fs/promises';
import { makeReadable } from './make-readable.ts';

/** Removes a folder with all that is in it, also what an agent's program closed to its own user. */
export async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await makeReadable(path);
    await rm(path, { recursive: true, force: true });
  }
}
