import { lstat, readdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

// A few renames take less than starting a sandbox does; very many take more.
const maxEntries = 1000;

/**
 * Makes `empty` stand where `folder` stands, with the same content: whoever has `empty` mounted sees the files of
 * `folder` from now on, and whoever knows the path sees no change. A mount follows the folder and not its name, so this
 * binds a worktree to a container that already runs. Both are on one file system. Everything is a rename, so that the
 * size of files does not matter.
 * False when that cannot be done; then `folder` is as it was. A crash in the middle is mended by `mendFolder`.
 */
export async function adoptFolder(folder: string, empty: string): Promise<boolean> {
  const aside = besideOf(folder);
  try {
    const names = await readdir(folder);
    if (names.length > maxEntries) return false;
    // Over nothing but an empty folder, so that nothing is lost that lies there.
    await rename(empty, aside);
    for (const name of names) await rename(join(folder, name), join(aside, name));
    // In one step, over the folder that is empty by now.
    await rename(aside, folder);
    return true;
  } catch {
    await mendFolder(folder);
    return false;
  }
}

/** Brings back what an adoption that stopped half way had moved. Does nothing where there was none. */
export async function mendFolder(folder: string): Promise<void> {
  const aside = besideOf(folder);
  const found = await lstat(aside).catch(() => undefined);
  if (found?.isDirectory() !== true) return;
  for (const name of await readdir(aside)) await rename(join(aside, name), join(folder, name));
  await rmdir(aside);
}

// No worktree has a name like this.
function besideOf(folder: string): string {
  return `${folder}~`;
}
