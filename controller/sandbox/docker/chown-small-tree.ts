import { closeSync, constants, fchownSync, lchownSync, opendirSync, openSync } from 'node:fs';

// Some milliseconds, for which nothing else is done here.
const maxEntries = 2000;
// Each level holds a descriptor open.
const maxDepth = 50;
const bufferSize = 256;
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
      fchownSync(fd, user, user);
      // The folder behind the descriptor, wherever it is by now.
      return giveEntries(`/proc/self/fd/${fd}`, depth);
    } finally {
      closeSync(fd);
    }
  };
  const giveEntries = (at: string, depth: number): boolean => {
    // One by one: a list of very many would take long before it could be counted.
    using entries = opendirSync(at, { bufferSize });
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
      left -= 1;
      if (left < 0) return false;
      const path = `${at}/${entry.name}`;
      if (!entry.isDirectory()) lchownSync(path, user, user);
      else if (!give(path, depth + 1)) return false;
    }
    return true;
  };
  try {
    return give(folder, 0);
  } catch {
    return false;
  }
}
