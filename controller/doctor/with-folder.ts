import { mkdir, rm } from 'node:fs/promises';

/** Looks at something in a folder; one that was not there is not there afterwards. Rejects where it cannot be made. */
export async function withFolder<T>(folder: string, look: () => Promise<T>): Promise<T> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await look();
  } finally {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
  }
}
