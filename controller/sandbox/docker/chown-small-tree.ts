import { closeSync, constants, fchownSync, lchownSync, openSync, readdirSync } from 'node:fs';

// Some milliseconds, for which nothing else is done here.
const maxEntries = 2000;
// Each level holds a descriptor open.
const maxDepth = 50;
const folderOnly = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Gives a folder and all below it to a user and the group of the same number; follows no link. It goes from descriptor to
 * descriptor, so that nobody can swap a folder for a link meanwhile. False when the tree is not small, or something
 * about it is odd; then some of it may have been given already.
 */
export function chownSmallTree(folder: string, user: number): boolean {
  let left = maxEntries;
  const give = (path: string, depth: number): boolean => {
    if (depth > maxDepth) return false;
    const fd = openSync(path, folderOnly);
    try {
      // The folder behind the descriptor, wherever it is by now.
      const at = `/proc/self/fd/${fd}`;
      const entries = readdirSync(at, { withFileTypes: true });
      left -= entries.length;
      if (left < 0) return false;
      fchownSync(fd, user, user);
      return entries.every((entry) => {
        if (entry.isDirectory()) return give(`${at}/${entry.name}`, depth + 1);
        lchownSync(`${at}/${entry.name}`, user, user);
        return true;
      });
    } finally {
      closeSync(fd);
    }
  };
  try {
    return give(folder, 0);
  } catch {
    return false;
  }
}
