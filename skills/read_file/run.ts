import type { SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { count, text } from '../arguments.ts';
import { fittingLines } from '../fitting-lines.ts';

const maxBytes = 4 * 1024 * 1024;
const defaultLines = 400;
const maxLineChars = 2000;

/** Numbered lines, as editors number them; says what was left out and how to see it. */
export const run: SkillHandler = async (args, { sandbox }) => {
  const path = text(args, 'path');
  const file = await sandbox.readFile(path, { maxBytes });
  if (file.text.includes('\0')) return { ok: false, text: `${path}: not text (${file.size} bytes)` };
  if (file.size === 0) return { ok: true, text: `${path}: empty` };
  const lines = linesOf(file.text);
  const first = count(args, 'offset', 1);
  if (first > lines.length) return { ok: false, text: `${path}: has ${lines.length} lines, asked from line ${first}` };
  const asked = lines.slice(first - 1, first - 1 + count(args, 'limit', defaultLines));
  const shown = fittingLines(asked.map((line, index) => `${String(first + index).padStart(5)}  ${shorten(line)}`));
  const last = first + shown.length - 1;
  const notes: string[] = [];
  if (last < lines.length) notes.push(`… lines ${last + 1} to ${lines.length} not shown; use offset ${last + 1}`);
  if (file.text.includes('\ufffd')) notes.push('… not all of it is UTF-8: \ufffd stands for what is not');
  if (file.truncated) notes.push(`… only the first ${maxBytes} of ${file.size} bytes can be read`);
  return { ok: true, text: [...shown, ...notes].join('\n') };
};

function linesOf(content: string): readonly string[] {
  const lines = content.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function shorten(line: string): string {
  return line.length <= maxLineChars ? line : `${line.slice(0, maxLineChars)}… (${line.length} characters)`;
}
