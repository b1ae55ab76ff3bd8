import { observeExec } from '../../skills/observe-exec.ts';
import { observingRefusals } from './builtin-skills.ts';
import { maxOutputBytes, type SkillHandler } from './skill-handler.ts';

/** The handler of a `command` skill: the program runs in the sandbox and reads the call's arguments as JSON on standard input. */
export function commandSkill(command: readonly string[]): SkillHandler {
  return observingRefusals(async (args, { sandbox, timeoutMs, signal }) => {
    const result = await sandbox.exec(command, { timeoutMs, maxOutputBytes, signal, input: JSON.stringify(args) });
    return observeExec(result, timeoutMs);
  });
}
