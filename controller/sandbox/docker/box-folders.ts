import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The empty folders that containers are started on ahead. */
export interface BoxFolders {
  make(): Promise<string>;
  /** It may have become a worktree, which is not removed from here. Never fails. */
  remove(folder: string): Promise<void>;
  /**
   * Removes those of boxes that ended without their owner: what no container was started on, neither now nor at the last
   * pass. So a pass has to come later after the last one than a start may take.
   */
  sweep(): Promise<void>;
}

/**
 * In `.boxes` of the workspaces, on the same file system, those of each daemon apart: other machines with daemons of their
 * own may share the workspaces. `inUse` tells the names that this daemon's containers were started on.
 */
export function boxFolders(workspaces: string, daemon: string, inUse: () => Promise<ReadonlySet<string>>): BoxFolders {
  const all = join(workspaces, '.boxes', daemon);
  const remove = async (folder: string): Promise<void> => rmdir(folder).catch(() => undefined);
  let unused: ReadonlySet<string> = new Set();
  return {
    async make() {
      const folder = join(all, randomUUID());
      await mkdir(folder, { recursive: true });
      return folder;
    },
    remove,
    async sweep() {
      const names = await readdir(all).catch(() => []);
      const used = names.length === 0 ? new Set<string>() : await inUse();
      const idle = names.filter((name) => !used.has(name));
      for (const name of idle) if (unused.has(name)) await remove(join(all, name));
      unused = new Set(idle);
    },
  };
}
