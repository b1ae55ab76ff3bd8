import { closeSync, fstatSync } from 'node:fs';
import type { Found } from './checked-search.ts';
import { Fault } from './fault.ts';
import { booleanField, countField, textField, type Fields } from './fields.ts';
import { limits } from './limits.ts';
import { searchWithoutRipgrep } from './search-fallback.ts';
import { searchWithRipgrep } from './search-ripgrep.ts';
import { openForReading, splitPath, type Directory } from './workspace-path.ts';

/** `{pattern, path, maxMatches, caseSensitive}` → `{matches, truncated, engine}`. */
export async function search(root: Directory, fields: Fields): Promise<Found> {
  const path = textField(fields, 'path');
  const pattern = textField(fields, 'pattern');
  if (pattern.includes('\0')) throw new Fault('USAGE', 'pattern: cannot contain a NUL byte');
  // `\n`, and not a backslash that is searched for before an n.
  if (/\n|(?<!\\)(?:\\\\)*\\n/.test(pattern))
    throw new Fault('USAGE', 'pattern: files are searched line by line; it cannot span lines');
  const options = {
    pattern,
    caseSensitive: booleanField(fields, 'caseSensitive'),
    maxMatches: countField(fields, 'maxMatches', limits.matches),
  };
  const start = splitPath(root, path).join('/');
  const fd = openForReading(root, path);
  try {
    const checked = { root, fd, start, isDirectory: isDirectory(fd, path), ...options };
    return (await searchWithRipgrep(checked)) ?? (await searchWithoutRipgrep(checked));
  } finally {
    closeSync(fd);
  }
}

function isDirectory(fd: number, path: string): boolean {
  const stats = fstatSync(fd);
  if (stats.isDirectory() || stats.isFile()) return stats.isDirectory();
  throw new Fault(
    'SANDBOX_PATH',
    `${JSON.stringify(path)}: expected a file or directory, found a device, socket or pipe`,
  );
}
