import {
  closeSync,
  constants,
  fchmodSync,
  lstatSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { errnoOf, Fault } from './fault.ts';
import { textField, type Fields } from './fields.ts';
import { limits } from './limits.ts';
import { assertRegular } from './read-file.ts';
import { childPath, openDirectory, splitPath, type Directory } from './workspace-path.ts';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
let counter = 0;

/**
 * `{path, text}` → `{bytes, created}`. Parent directories are made. The file appears whole or not at all:
 * it is written beside its place and renamed, so a hard link to it elsewhere keeps the old content.
 */
export function writeFile(root: Directory, fields: Fields): Fields {
  const path = textField(fields, 'path');
  const bytes = Buffer.from(textField(fields, 'text'));
  if (bytes.length > limits.writeBytes) throw tooLarge(bytes.length);
  const parts = splitPath(root, path);
  const name = parts.at(-1);
  if (name === undefined) throw new Fault('SANDBOX_PATH', `expected the path of a file, found the workspace itself`);
  const directory = openDirectory(root, parts.slice(0, -1), true);
  try {
    return { bytes: bytes.length, created: replace(directory, name, bytes, path) };
  } finally {
    closeSync(directory.fd);
  }
}

function replace(directory: Directory, name: string, bytes: Buffer, path: string): boolean {
  const target = childPath(directory, name);
  const before = present(target);
  if (before?.isSymbolicLink() === true) throw new Fault('SANDBOX_PATH', `${JSON.stringify(path)}: is a symbolic link`);
  if (before !== undefined) assertRegular(before, path);
  const mode = before === undefined ? 0o666 & ~process.umask() : before.mode & 0o777;
  // Renaming over it would replace a file that this user may not write.
  if ((mode & 0o200) === 0) throw new Fault('SANDBOX_PATH', `${JSON.stringify(path)}: is read-only`);
  counter += 1;
  const temporary = childPath(directory, `.maios-write-${process.pid}-${counter}`);
  try {
    writeNew(temporary, bytes, mode);
    renameSync(temporary, target);
  } catch (error) {
    removeIfPresent(temporary);
    throw error;
  }
  return before === undefined;
}

function writeNew(path: string, bytes: Buffer, mode: number): void {
  const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written);
    fchmodSync(fd, mode);
  } finally {
    closeSync(fd);
  }
}

function present(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function removeIfPresent(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

function tooLarge(found: number): Fault {
  return new Fault('SANDBOX_LIMIT', `expected at most ${limits.writeBytes} bytes in one write, found ${found}`);
}
