import { forbiddenFolders, roomOf } from './floors.ts';
import type { Module } from './parse-module.ts';

export const maxLines = 300;

const envReaders = ['config', 'main'];

/** Files that are too long, barrels, wrongly named folders, and reads of the outside where none may be; one line each. */
export function shapeViolations(modules: readonly Module[]): readonly string[] {
  return modules.flatMap((module) => [
    ...tooLong(module),
    ...barrel(module),
    ...badFolders(module),
    ...ambient(module),
  ]);
}

function tooLong({ path, lines }: Module): readonly string[] {
  return lines > maxLines ? [`${path} has ${lines} lines; expected at most ${maxLines}`] : [];
}

function barrel({ path, isBarrel }: Module): readonly string[] {
  const isIndex = /(^|\/)index\.ts$/.test(path);
  return isBarrel || isIndex ? [`${path} is a barrel; import from where a thing is defined`] : [];
}

function badFolders({ path }: Module): readonly string[] {
  return path
    .split('/')
    .slice(0, -1)
    .filter((folder) => forbiddenFolders.includes(folder))
    .map((folder) => `${path} lies in a folder called ${folder}; name it for what it means`);
}

function ambient({ path, ambient: found }: Module): readonly string[] {
  const room = roomOf(path);
  return found
    .filter((name) => room === 'policy' || (name === 'process.env' && !envReaders.includes(room)))
    .map((name) => `${path} reads ${name}, which ${room} may not`);
}
