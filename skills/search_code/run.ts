import { type SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { text } from '../arguments.ts';

const maxMatches = 200;

/** One match a line. */
export const run: SkillHandler = async (args, { sandbox }) => {
  const { matches, truncated } = await sandbox.search(text(args, 'pattern'), {
    path: text(args, 'path', '.'),
    caseSensitive: args['ignoreCase'] !== true,
    maxMatches,
  });
  if (matches.length === 0) return { ok: true, text: 'no matches' };
  const lines = matches.map((match) => `${match.path}:${match.line}: ${match.text.trimEnd()}`);
  if (truncated) lines.push(`… more than ${matches.length} matches; search for something narrower`);
  return { ok: true, text: lines.join('\n') };
};
