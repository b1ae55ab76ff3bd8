import { closeSync, lstatSync, opendirSync, type Stats } from 'node:fs';
import { countField, textField, type Fields } from './fields.ts';
import { limits } from './limits.ts';
import { childPath, openDirectory, splitPath, type Directory } from './workspace-path.ts';

/** Shown, but not descended into: they hold other people's files. */
const opaqueDirectories: ReadonlySet<string> = new Set(['.git', 'node_modules']);

export interface Entry {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
}

export interface Listed {
  readonly files: readonly Entry[];
  readonly truncated: boolean;
}

/**
 * `{path, depth, maxEntries}` → `{files, truncated}`: level by level, so that one folder of very many files hides none of
 * its neighbours, and within a folder by name.
 */
export function listFiles(root: Directory, fields: Fields): Listed {
  const start = splitPath(root, textField(fields, 'path')).join('/');
  const depth = countField(fields, 'depth', limits.listDepth);
  const maxEntries = countField(fields, 'maxEntries', limits.listEntries);
  const files: Entry[] = [];
  let all = true;
  let level: readonly string[] = [start];
  for (let deep = 0; deep < depth && files.length <= maxEntries; deep += 1) {
    const next: string[] = [];
    for (const folder of level) {
      const listed = entriesOf(root, folder, folder !== start);
      all &&= listed.all;
      files.push(...listed.entries.slice(0, maxEntries + 1 - files.length));
      next.push(...listed.entries.filter(isToBeOpened).map(({ path }) => path));
      if (files.length > maxEntries) break;
    }
    level = next;
  }
  return { files: files.slice(0, maxEntries), truncated: !all || files.length > maxEntries };
}

function entriesOf(root: Directory, folder: string, mayBeGone: boolean): { entries: readonly Entry[]; all: boolean } {
  const directory = open(root, folder, mayBeGone);
  if (directory === undefined) return { entries: [], all: true };
  try {
    const { names, all } = readNames(directory);
    return { entries: names.flatMap((name) => entryOf(directory, name, folder)), all };
  } finally {
    closeSync(directory.fd);
  }
}

// A folder that was there a moment ago may be gone, closed to this user, or something else by now.
function open(root: Directory, folder: string, mayBeGone: boolean): Directory | undefined {
  try {
    return openDirectory(root, splitPath(root, folder), false);
  } catch (error) {
    if (mayBeGone) return undefined;
    throw error;
  }
}

function entryOf(directory: Directory, name: string, folder: string): readonly Entry[] {
  const stats = lstatSync(childPath(directory, name), { throwIfNoEntry: false });
  const path = folder === '' ? name : `${folder}/${name}`;
  if (stats !== undefined) return [{ path, type: typeOf(stats), size: stats.isFile() ? stats.size : 0 }];
  // A name that is not UTF-8 cannot be asked for by its text; it is there all the same.
  return name.includes('\ufffd') ? [{ path, type: 'other', size: 0 }] : [];
}

function isToBeOpened({ path, type }: Entry): boolean {
  return type === 'directory' && !opaqueDirectories.has(path.slice(path.lastIndexOf('/') + 1));
}

// A folder of a million names is not read to its end.
function readNames(directory: Directory): { readonly names: readonly string[]; readonly all: boolean } {
  const names: string[] = [];
  const handle = opendirSync(childPath(directory, '.'));
  try {
    for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) {
      if (names.length === limits.listNames) return { names: names.toSorted(), all: false };
      names.push(entry.name);
    }
  } finally {
    handle.closeSync();
  }
  return { names: names.toSorted(), all: true };
}

function typeOf(stats: Stats): Entry['type'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}
