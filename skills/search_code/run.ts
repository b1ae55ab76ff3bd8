import type { SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { text } from '../arguments.ts';
import { fittingLines } from '../fitting-lines.ts';
import { readablePath } from '../readable-path.ts';

const maxMatches = 200;

/** One match a line. */
export const run: SkillHandler = async (args, { sandbox }) => {
  const { matches, truncated } = await sandbox.search(text(args, 'pattern'), {
    path: text(args, 'path', '.'),
    caseSensitive: args['ignoreCase'] !== true,
    maxMatches,
  });
  if (matches.length === 0) return { ok: true, text: 'no matches' };
  const all = matches.map((match) => `${readablePath(match.path)}:${match.line}: ${match.text.trimEnd()}`);
  const lines = fittingLines(all);
  const isCut = truncated || lines.length < all.length;
  const rest = isCut ? [`… more than ${lines.length} matches; search for something narrower, or below a path`] : [];
  return { ok: true, text: [...lines, ...rest].join('\n') };
};
