import type { ListedFile } from '../../controller/sandbox/sandbox.ts';
import type { SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { count, text } from '../arguments.ts';
import { fittingLines } from '../fitting-lines.ts';
import { readablePath } from '../readable-path.ts';

const maxEntries = 500;
const defaultDepth = 4;

/** One entry a line, level by level, with the size of files; says how to see the rest. */
export const run: SkillHandler = async (args, { sandbox }) => {
  const path = text(args, 'path', '.');
  const depth = count(args, 'depth', defaultDepth);
  const first = count(args, 'offset', 1);
  const { files, truncated } = await sandbox.listFiles(path, { depth, maxEntries: first - 1 + maxEntries });
  if (files.length === 0) return { ok: true, text: `${path}: no files` };
  if (first > files.length)
    return { ok: false, text: `${path}: has ${files.length} entries, asked from entry ${first}` };
  const lines = fittingLines(files.slice(first - 1).map(toLine));
  const next = first + lines.length;
  const isCut = truncated || next <= files.length;
  const rest = isCut ? [`… there is more: use offset ${next}, list a folder below, or fewer levels`] : [];
  return { ok: true, text: [...lines, ...rest].join('\n') };
};

const endings: Readonly<Record<ListedFile['type'], (file: ListedFile) => string>> = {
  file: (file) => ` (${file.size} bytes)`,
  directory: () => '/',
  symlink: () => ' (link)',
  other: () => ' (not a file)',
};

function toLine(file: ListedFile): string {
  return `${readablePath(file.path)}${endings[file.type](file)}`;
}
