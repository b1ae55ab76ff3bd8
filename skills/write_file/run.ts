import type { SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { text } from '../arguments.ts';

/** Replaces a file whole. */
export const run: SkillHandler = async (args, { sandbox }) => {
  const path = text(args, 'path');
  const { bytes, created } = await sandbox.writeFile(path, text(args, 'content'));
  return { ok: true, text: `${created ? 'created' : 'replaced'} ${path} (${bytes} bytes)` };
};
