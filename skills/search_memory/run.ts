import type { SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { count, text } from '../arguments.ts';
import { fittingLines } from '../fitting-lines.ts';

const defaultLimit = 5;
const maxChars = 2000;

/** The nearest first, with how near they are. */
export const run: SkillHandler = async (args, { searchMemory }) => {
  const found = await searchMemory(text(args, 'query'), count(args, 'limit', defaultLimit));
  if (found.length === 0) return { ok: true, text: 'nothing is remembered about this' };
  const entries = found.map(
    (entry) => `[${entry.kind}, ${entry.similarity.toFixed(2)}] ${entry.text.slice(0, maxChars)}`,
  );
  return { ok: true, text: fittingLines(entries).join('\n') };
};
