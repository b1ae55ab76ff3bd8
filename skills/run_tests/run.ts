import { maxOutputBytes, type SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { optionalText } from '../arguments.ts';
import { observeExec } from '../observe-exec.ts';

const byNode = 'node --test';
// In either form of its report. It is content with no test at all, and in a project of another language finds none.
const foundNone = /^(?:ℹ|#) tests 0$/m;

/** Runs the tests that the call, the task or else Node names. */
export const run: SkillHandler = async (args, { sandbox, timeoutMs, signal, verify }) => {
  const named = optionalText(args, 'command') ?? verify;
  const command = named ?? byNode;
  const result = await sandbox.exec(['sh', '-c', command], { timeoutMs, maxOutputBytes, signal });
  if (named === undefined && foundNone.test(result.stdout)) {
    return { ok: false, text: `${byNode} found no tests; give the command that runs them` };
  }
  const { ok, text: told } = observeExec(result, timeoutMs);
  return { ok, text: `${ok ? 'passed' : 'failed'}: ${command}\n${told}` };
};
