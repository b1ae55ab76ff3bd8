import { closeSync, lstatSync, opendirSync, type Stats } from 'node:fs';
import { countField, textField, type Fields } from './fields.ts';
import { limits } from './limits.ts';
import { childPath, openChildDirectory, openDirectory, splitPath, type Directory } from './workspace-path.ts';

/** Shown, but not descended into: they hold other people's files. */
export const opaqueDirectories: ReadonlySet<string> = new Set(['.git', 'node_modules']);

export interface Entry {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
}

export interface Listed {
  readonly files: readonly Entry[];
  readonly truncated: boolean;
}

/** `{path, depth, maxEntries}` → `{files, truncated}`: sorted by name, a directory before its content. */
export function listFiles(root: Directory, fields: Fields): Listed {
  const parts = splitPath(root, textField(fields, 'path'));
  const depth = countField(fields, 'depth', limits.listDepth);
  const maxEntries = countField(fields, 'maxEntries', limits.listEntries);
  const files: Entry[] = [];
  const start = openDirectory(root, parts, false);
  const truncated = !addEntries(start, parts.join('/'), depth, { files, maxEntries });
  return { files, truncated };
}

interface Listing {
  readonly files: Entry[];
  readonly maxEntries: number;
}

// Takes the directory over and closes it; false when the bound was met.
function addEntries(directory: Directory, prefix: string, depth: number, listing: Listing): boolean {
  try {
    const { names, all } = readNames(directory, listing.maxEntries - listing.files.length);
    for (const name of names) {
      if (listing.files.length >= listing.maxEntries) return false;
      if (!addEntry(directory, name, prefix, depth, listing)) return false;
    }
    return all;
  } finally {
    closeSync(directory.fd);
  }
}

function addEntry(directory: Directory, name: string, prefix: string, depth: number, listing: Listing): boolean {
  const stats = lstatSync(childPath(directory, name), { throwIfNoEntry: false });
  if (stats === undefined) return true;
  const path = prefix === '' ? name : `${prefix}/${name}`;
  const type = typeOf(stats);
  listing.files.push({ path, type, size: type === 'file' ? stats.size : 0 });
  if (type !== 'directory' || depth <= 1 || opaqueDirectories.has(name)) return true;
  const child = openIfStillThere(directory, name);
  return child === undefined || addEntries(child, path, depth - 1, listing);
}

// A directory of a million names is read only as far as could be shown.
function readNames(directory: Directory, most: number): { readonly names: readonly string[]; readonly all: boolean } {
  const names: string[] = [];
  const handle = opendirSync(childPath(directory, '.'));
  try {
    for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) {
      if (names.length > most) return { names: names.toSorted(), all: false };
      names.push(entry.name);
    }
  } finally {
    handle.closeSync();
  }
  return { names: names.toSorted(), all: true };
}

function openIfStillThere(parent: Directory, name: string): Directory | undefined {
  try {
    return openChildDirectory(parent, name, false);
  } catch {
    return undefined;
  }
}

function typeOf(stats: Stats): Entry['type'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}
