import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Opens to its own user what an agent's program closed: files for reading, folders for looking into. Follows no link. */
export async function makeReadable(path: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isFile()) await chmod(path, (stats.mode & 0o777) | 0o600);
  if (!stats.isDirectory()) return;
  await chmod(path, (stats.mode & 0o777) | 0o700);
  for (const name of await readdir(path)) await makeReadable(join(path, name));
}
