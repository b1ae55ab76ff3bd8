import type { ErrorCode } from '../errors/catalogue.ts';
import { MaiosError } from '../errors/maios-error.ts';
import { run as executeCode } from '../../skills/execute_code/run.ts';
import { run as gitOperation } from '../../skills/git_operation/run.ts';
import { run as listFiles } from '../../skills/list_files/run.ts';
import { run as readFile } from '../../skills/read_file/run.ts';
import { run as runTests } from '../../skills/run_tests/run.ts';
import { run as searchCode } from '../../skills/search_code/run.ts';
import { run as searchMemory } from '../../skills/search_memory/run.ts';
import { run as writeFile } from '../../skills/write_file/run.ts';
import type { SkillHandler } from './skill-handler.ts';

const handlers: ReadonlyMap<string, SkillHandler> = new Map([
  ['execute_code', executeCode],
  ['git_operation', gitOperation],
  ['list_files', listFiles],
  ['read_file', readFile],
  ['run_tests', runTests],
  ['search_code', searchCode],
  ['search_memory', searchMemory],
  ['write_file', writeFile],
]);

/** The handler of a built-in, by the name of its folder under skills/; undefined when there is none. */
export function builtinSkill(name: string): SkillHandler | undefined {
  const handler = handlers.get(name);
  return handler === undefined ? undefined : observingRefusals(handler);
}

/** Names of all built-ins. */
export const builtinSkillNames: readonly string[] = [...handlers.keys()];

// What an agent asked for wrongly, and can ask for better.
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SANDBOX_PATH',
  'SANDBOX_LIMIT',
  'NOT_FOUND',
  'USAGE',
  'WORKSPACE_GIT',
]);

/** A refused operation is something that the agent sees; a sandbox that died is not. */
export function observingRefusals(handler: SkillHandler): SkillHandler {
  return async (args, context) => {
    try {
      return await handler(args, context);
    } catch (error) {
      if (error instanceof MaiosError && refusals.has(error.code)) return { ok: false, text: error.message };
      throw error;
    }
  };
}
