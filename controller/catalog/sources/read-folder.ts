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
  if (found.paths.length === 0) {
    return unavailable('expected at least one *.yaml, *.yml or *.json file, found none', root);
  }
  if (found.paths.length > maxFiles) {
    return unavailable(`expected at most ${maxFiles} spec files, found ${found.paths.length}`, root);
  }
  const files: (SpecFile & { readonly restsAt: number })[] = [];
  for (const path of found.paths) {
    const file = await readOne(path, found.realRoot, now);
    if (file !== undefined) files.push(file);
  }
  const restsAt = Math.max(...files.map((file) => file.restsAt));
  return { files, restsAt: restsAt > now ? restsAt : undefined };
}

async function listFiles(
  root: string,
): Promise<{ readonly paths: readonly string[]; readonly realRoot: string } | MaiosError> {
  try {
    const realRoot = await realpath(root);
    const isFolder = (await lstat(realRoot)).isDirectory();
    return { paths: isFolder ? (await walk(root)).sort() : [root], realRoot };
  } catch (cause) {
    return unavailable(`expected a folder or file that can be read, found ${codeOf(cause)}`, root, cause);
  }
}

async function walk(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // Links to folders are not followed: an entry that is a link is no directory.
    if (entry.isDirectory() && !isIgnoredFolder(entry.name)) paths.push(...(await walk(path)));
    else if (!entry.isDirectory() && isSpecFileName(entry.name) && !entry.name.startsWith('.')) paths.push(path);
  }
  return paths;
}

async function readOne(
  path: string,
  realRoot: string,
  now: number,
): Promise<(SpecFile & { restsAt: number }) | undefined> {
  try {
    const realPath = await realpath(path);
    if (realPath !== realRoot && !realPath.startsWith(realRoot + sep)) {
      return refused(path, `expected a file inside of ${realRoot}, found a link out of it`);
    }
    return await readRegular(path, realPath, now);
  } catch (cause) {
    // Gone between listing and reading: as if it had not been listed.
    return codeOf(cause) === 'ENOENT'
      ? undefined
      : refused(path, `expected a file that can be read, found ${codeOf(cause)}`);
  }
}

async function readRegular(path: string, realPath: string, now: number): Promise<SpecFile & { restsAt: number }> {
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
    if (content.length === 0) return { ...refused(path, 'expected resources, found an empty file'), restsAt };
    return { path, content, isComplete: restsAt <= now, restsAt };
  } finally {
    await handle.close();
  }
}

function refused(path: string, message: string): SpecFile & { restsAt: number } {
  return {
    path,
    content: new MaiosError('SPEC_UNREADABLE', message, { place: { file: path } }),
    isComplete: false,
    restsAt: 0,
  };
}

function unavailable(message: string, file: string, cause?: unknown): MaiosError {
  return new MaiosError('SOURCE_UNAVAILABLE', message, { place: { file }, cause });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
