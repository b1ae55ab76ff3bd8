import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { MaiosError } from '../../errors/maios-error.ts';
import { bounds } from '../parse/bounds.ts';
import { isIgnoredFolder, isSpecFileName, tooLarge, type SpecFile } from './spec-file.ts';

export interface FolderReading {
  /** In the order of their paths. */
  readonly files: readonly SpecFile[];
  /** When the file written last will have come to rest, if it has not yet; milliseconds since 1970. */
  readonly restsAt: number | undefined;
}

const maxFiles = 10_000;
// A slow writer's file may be well-formed at any moment; what it lacks counts as deleted only when nobody writes any more.
const restMs = 1000;

/** Every spec file below a folder, or the one file; SOURCE_UNAVAILABLE when there is none. */
export async function readFolder(root: string, now: number): Promise<FolderReading | MaiosError> {
  const found = await listFiles(root);
  if (found instanceof MaiosError) return found;
  if (found.paths.length === 0 && found.closed.length === 0) {
    return unavailable('expected at least one *.yaml, *.yml or *.json file, found none', root);
  }
  if (found.paths.length > maxFiles) {
    return unavailable(`expected at most ${maxFiles} spec files, found ${found.paths.length}`, root);
  }
  const files = [...found.closed];
  for (const path of found.paths) {
    const file = await readOne(path, found.realRoot, now);
    if (file !== undefined) files.push(file);
  }
  const restsAt = Math.max(...files.map((file) => file.restsAt));
  return { files, restsAt: restsAt > now ? restsAt : undefined };
}

interface Listing {
  readonly paths: string[];
  /** Folders that cannot be listed; the others are read all the same. */
  readonly closed: FoundFile[];
}

interface FoundFile extends SpecFile {
  readonly restsAt: number;
}

async function listFiles(root: string): Promise<(Listing & { readonly realRoot: string }) | MaiosError> {
  try {
    const realRoot = await realpath(root);
    const isFolder = (await lstat(realRoot)).isDirectory();
    if (!isFolder) return { paths: [root], closed: [], realRoot };
    const listing: Listing = { paths: [], closed: [] };
    await walk(root, listing);
    listing.paths.sort();
    return { ...listing, realRoot };
  } catch (cause) {
    return unavailable(`expected a folder or file that can be read, found ${codeOf(cause)}`, root, cause);
  }
}

async function walk(folder: string, listing: Listing): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // Links to folders are not followed: an entry that is a link is no directory.
    if (entry.isDirectory() && !isIgnoredFolder(entry.name)) {
      await walk(path, listing).catch((cause: unknown) => {
        // Gone between listing and reading: as if it had not been listed.
        if (codeOf(cause) === 'ENOENT') return;
        listing.closed.push(refused(path, `expected a folder that can be read, found ${codeOf(cause)}`));
      });
    } else if (!entry.isDirectory() && isSpecFileName(entry.name) && !entry.name.startsWith('.')) {
      listing.paths.push(path);
    }
  }
}

async function readOne(path: string, realRoot: string, now: number): Promise<FoundFile | undefined> {
  try {
    const realPath = await realpath(path);
    if (realPath !== realRoot && !realPath.startsWith(realRoot + sep)) {
      return refused(path, `expected a file inside of ${realRoot}, found a link out of it`);
    }
    return await readRegular(path, realPath, now);
  } catch (cause) {
    return codeOf(cause) === 'ENOENT'
      ? undefined
      : refused(path, `expected a file that can be read, found ${codeOf(cause)}`);
  }
}

async function readRegular(path: string, realPath: string, now: number): Promise<FoundFile> {
  // Without O_NONBLOCK, opening a pipe would wait for a writer.
  const handle = await open(realPath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return refused(path, 'expected a regular file, found something else');
    // A time in the future tells nothing.
    const restsAt = stat.mtimeMs > now ? 0 : Math.ceil(stat.mtimeMs + restMs);
    if (stat.size > bounds.bytes) return { path, content: tooLarge(path, stat.size), isComplete: false, restsAt };
    const content = await handle.readFile();
    // Nothing at all is what a writer leaves who has only begun.
    if (content.length === 0) {
      const fix = 'Declare something in it, or delete it.';
      return { ...refused(path, 'expected resources, found an empty file', fix), restsAt };
    }
    return { path, content, isComplete: restsAt <= now, restsAt };
  } finally {
    await handle.close();
  }
}

const outOfTheWay = 'Make it a readable file of this folder, or take it out of the folder.';

function refused(path: string, message: string, fix = outOfTheWay): FoundFile {
  const content = new MaiosError('SPEC_UNREADABLE', message, { place: { file: path }, fix });
  return { path, content, isComplete: false, restsAt: 0 };
}

function unavailable(message: string, file: string, cause?: unknown): MaiosError {
  return new MaiosError('SOURCE_UNAVAILABLE', message, { place: { file }, cause });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
