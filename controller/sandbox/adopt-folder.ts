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
    await renameAll(names, folder, aside);
    // In one step, over the folder that is empty by now.
    await rename(aside, folder);
    return true;
  } catch {
    await mendFolder(folder);
    return false;
  }
}

/** Whether an adoption is under way, or stopped half way: then what belongs to the folder is in two. */
export async function isHandedOver(folder: string): Promise<boolean> {
  return (await lstat(besideOf(folder)).catch(() => undefined)) !== undefined;
}

/** Brings back what an adoption that stopped half way had moved. Does nothing where there was none. */
export async function mendFolder(folder: string): Promise<void> {
  const aside = besideOf(folder);
  const found = await lstat(aside).catch(() => undefined);
  if (found?.isDirectory() !== true) return;
  await renameAll(await readdir(aside), aside, folder);
  await rmdir(aside);
}

// Side by side, as one after another each would wait for its turn anew. All have come to an end when this does.
async function renameAll(names: readonly string[], from: string, to: string): Promise<void> {
  const renamed = await Promise.allSettled(names.map((name) => rename(join(from, name), join(to, name))));
  const failed = renamed.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

// No worktree has a name like this.
function besideOf(folder: string): string {
  return `${folder}~`;
}
