import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeReadable } from './make-readable.ts';

/** Removes the folder of a run: it is gone at once for whoever looks, never half of it; what a crash leaves is collected. */
export async function discardFolder(path: string): Promise<void> {
  const going = join(dirname(path), `.new-${basename(path)}`);
  await removeFolder(going);
  await rename(path, going).catch(() => undefined);
  await removeFolder(going);
  await removeFolder(path);
}

/** Removes a folder with all that is in it, also what an agent's program closed to its own user. */
export async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await makeReadable(path);
    await rm(path, { recursive: true, force: true });
  }
}
