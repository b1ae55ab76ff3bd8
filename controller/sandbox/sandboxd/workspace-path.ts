import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, Fault } from './fault.ts';
import { limits } from './limits.ts';

/** An open directory. On Linux everything below it is reached through the descriptor, so nobody can swap it. */
export interface Directory {
  readonly fd: number;
  readonly path: string;
}

const hasProc = process.platform === 'linux';
const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW, O_DIRECTORY, O_NOCTTY } = constants;

export function openRoot(path: string): Directory {
  const real = realpathSync(path);
  return { fd: openSync(real, O_RDONLY | O_DIRECTORY), path: real };
}

/** The path of `name` in a directory, such that a rename of the directory cannot lead it elsewhere. */
export function childPath(directory: Directory, name: string): string {
  return hasProc ? `/proc/self/fd/${directory.fd}/${name}` : join(directory.path, name);
}

/** The components of a path relative to the workspace; an absolute path is taken when it begins with the root. */
export function splitPath(root: Directory, path: string): readonly string[] {
  if (path.includes('\0')) throw new Fault('SANDBOX_PATH', 'a path cannot contain a NUL byte');
  if (Buffer.byteLength(path) > limits.pathBytes) throw new Fault('SANDBOX_PATH', 'the path is too long');
  const relative = path === root.path || path.startsWith(`${root.path}/`) ? path.slice(root.path.length + 1) : path;
  if (relative.startsWith('/')) throw leadsOut(path);
  const parts: string[] = [];
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw leadsOut(path);
  }
  return parts;
}

/**
 * Opens what is at the path for reading: follows links, then looks where the descriptor really is.
 * A check before the open can be outrun by a swap; a check of the open descriptor cannot.
 */
export function openForReading(root: Directory, path: string): number {
  const parts = splitPath(root, path);
  const fd = openSync(childPath(root, parts.join('/')), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  try {
    assertInside(root, fd, join(root.path, ...parts), path);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Walks to a directory one component at a time, never through a symbolic link; makes what is missing when asked. */
export function openDirectory(root: Directory, parts: readonly string[], make: boolean): Directory {
  let current: Directory = { fd: openSync(childPath(root, '.'), O_RDONLY | O_DIRECTORY), path: root.path };
  for (const part of parts) {
    const parent = current;
    try {
      current = openChildDirectory(parent, part, make);
    } finally {
      closeSync(parent.fd);
    }
  }
  return current;
}

/** One step of the walk; fails when the child is a symbolic link. */
export function openChildDirectory(parent: Directory, name: string, make: boolean): Directory {
  const path = childPath(parent, name);
  const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
  const opened = (fd: number): Directory => ({ fd, path: join(parent.path, name) });
  try {
    return opened(openSync(path, flags));
  } catch (error) {
    if (!make || errnoOf(error) !== 'ENOENT') throw error;
  }
  makeDirectory(path);
  return opened(openSync(path, flags));
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

function assertInside(root: Directory, fd: number, path: string, asked: string): void {
  const inside = hasProc ? isInsideByDescriptor(root, fd) : isInsideByName(root, fd, path);
  if (!inside) throw leadsOut(asked);
}

function isInsideByDescriptor(root: Directory, fd: number): boolean {
  return contains(readlinkSync(`/proc/self/fd/${root.fd}`), readlinkSync(`/proc/self/fd/${fd}`));
}

// Without /proc: what the name means now must be the very file that was opened.
function isInsideByName(root: Directory, fd: number, path: string): boolean {
  const real = realpathSync(path);
  const named = lstatSync(real);
  const opened = fstatSync(fd);
  return contains(root.path, real) && named.ino === opened.ino && named.dev === opened.dev;
}

function contains(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function leadsOut(path: string): Fault {
  return new Fault(
    'SANDBOX_PATH',
    `expected a path inside the workspace, found ${JSON.stringify(path)}, which leads out`,
  );
}
