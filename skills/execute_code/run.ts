import { maxOutputBytes, type SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { optionalText, text } from '../arguments.ts';
import { observeExec } from '../observe-exec.ts';

// The kernel takes no argument above 128 KiB; a character may be four bytes.
const maxCodeChars = 30_000;

const evaluate: Readonly<Record<string, readonly string[]>> = {
  javascript: ['node', '--input-type=module', '--eval'],
  typescript: ['node', '--input-type=module-typescript', '--eval'],
  python: ['python3', '-c'],
  shell: ['sh', '-c'],
};

/** Runs a shell command, or code in a language that the sandbox knows. */
export const run: SkillHandler = async (args, { sandbox, timeoutMs, signal }) => {
  const command = optionalText(args, 'command');
  const language = command === undefined ? text(args, 'language') : 'shell';
  const code = command ?? text(args, 'code');
  if (code.length > maxCodeChars) {
    return { ok: false, text: `expected at most ${maxCodeChars} characters; write a file and run it` };
  }
  const input = optionalText(args, 'input');
  const limits = { timeoutMs, maxOutputBytes, signal, ...(input === undefined ? {} : { input }) };
  return observeExec(await sandbox.exec([...(evaluate[language] ?? []), code], limits), timeoutMs);
};
