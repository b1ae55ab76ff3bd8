import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../store/make-folder.ts';

// Beside the projects, where nothing of theirs is called so.
const folderOf = (root: string): string => join(root, '.processes');
const fileOf = (name: string): string => encodeURIComponent(name);

/**
 * Leaves a mark of a process in the folder of all workspaces, by which others can tell that it is the same folder; marks of
 * those that are not alive any more are removed. Returns how to take it away. Rejects where nothing can be written.
 */
export async function markPresence(
  root: string,
  name: string,
  alive: ReadonlySet<string>,
): Promise<() => Promise<void>> {
  makeFolder(folderOf(root));
  for (const file of await readdir(folderOf(root))) {
    if (!alive.has(decodeURIComponent(file))) await rm(join(folderOf(root), file), { force: true });
  }
  const mark = join(folderOf(root), fileOf(name));
  await writeFile(mark, '');
  return () => rm(mark, { force: true });
}

/** The processes that have left a mark in this folder. */
export async function presentIn(root: string): Promise<ReadonlySet<string>> {
  const files = await readdir(folderOf(root)).catch(() => []);
  return new Set(files.map(decodeURIComponent));
}
