import { maxOutputBytes, type SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { text } from '../arguments.ts';
import { observeExec } from '../observe-exec.ts';

/** Runs the tests that the call, the task or else Node names. */
export const run: SkillHandler = async (args, { sandbox, timeoutMs, signal, verify }) => {
  const command = text(args, 'command', verify ?? 'node --test');
  const result = await sandbox.exec(['sh', '-c', command], { timeoutMs, maxOutputBytes, signal });
  const { ok, text: told } = observeExec(result, timeoutMs);
  return { ok, text: `${ok ? 'passed' : 'failed'}: ${command}\n${told}` };
};
