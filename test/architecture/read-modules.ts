import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Module, parseModule } from './parse-module.ts';

const notOurs = ['node_modules', 'dist', '.git', '.maios'];

/** Every TypeScript file below the folders, parsed. */
export function readModules(folders: readonly string[]): readonly Module[] {
  return folders
    .flatMap(listFiles)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => parseModule(path, readFileSync(path, 'utf8')));
}

/** Every file below a folder that belongs to the project, with `/` between the parts. */
export function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !notOurs.includes(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listFiles(path);
      return entry.isFile() ? [path.split(sep).join('/')] : [];
    });
}
