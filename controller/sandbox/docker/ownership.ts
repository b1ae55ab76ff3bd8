import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';
import { chownSmallTree } from './chown-small-tree.ts';

const sandboxUser = 1000;

/**
 * Whose files a sandbox's are. It runs as this process's own user, so that each side can read, change and remove what the
 * other wrote. Root stays outside: then it is user 1000, and root, who may do everything, hands the files over.
 */
export interface Ownership {
  /** `uid:gid` for the container. */
  readonly user: string;
  /** Makes a folder and all below it the sandbox's; follows no link. */
  handOver(folder: string): Promise<void>;
  /** The same for one empty folder. */
  handOverOne(folder: string): Promise<void>;
}

export function ownership(
  uid: number | undefined = process.getuid?.(),
  gid: number | undefined = process.getgid?.(),
): Ownership {
  if (uid !== undefined && uid !== 0) {
    return { user: `${uid}:${gid ?? uid}`, handOver: async () => undefined, handOverOne: async () => undefined };
  }
  return {
    user: `${sandboxUser}:${sandboxUser}`,
    async handOver(folder) {
      // To start a program takes ten times as long as an ordinary project does.
      if (!chownSmallTree(folder, sandboxUser)) await chownTree(folder);
    },
    handOverOne: (folder) => chown(folder, sandboxUser, sandboxUser),
  };
}

// The system's own program walks by descriptors too, and takes any tree.
async function chownTree(folder: string): Promise<void> {
  const owner = `${sandboxUser}:${sandboxUser}`;
  await promisify(execFile)('chown', ['--recursive', '--no-dereference', '-P', '--', owner, folder], {
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  });
}
