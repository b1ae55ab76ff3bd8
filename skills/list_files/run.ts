import { type ListedFile } from '../../controller/sandbox/sandbox.ts';
import { type SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { count, text } from '../arguments.ts';

const maxEntries = 500;
const defaultDepth = 4;

/** One entry a line, with the size of files. */
export const run: SkillHandler = async (args, { sandbox }) => {
  const path = text(args, 'path', '.');
  const depth = count(args, 'depth', defaultDepth);
  const { files, truncated } = await sandbox.listFiles(path, { depth, maxEntries });
  if (files.length === 0) return { ok: true, text: `${path}: no files` };
  const lines = files.map(toLine);
  if (truncated) lines.push(`… more than ${maxEntries} entries; list a folder below`);
  return { ok: true, text: lines.join('\n') };
};

const endings: Readonly<Record<ListedFile['type'], (file: ListedFile) => string>> = {
  file: (file) => ` (${file.size} bytes)`,
  directory: () => '/',
  symlink: () => ' (link)',
  other: () => ' (not a file)',
};

function toLine(file: ListedFile): string {
  return `${readable(file.path)}${endings[file.type](file)}`;
}

// A name may hold line feeds and terminal codes.
function readable(path: string): string {
  return /\p{Cc}/u.test(path) ? JSON.stringify(path) : path;
}
