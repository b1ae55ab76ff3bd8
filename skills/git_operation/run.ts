import type { Observation, RunGit, SkillHandler } from '../../controller/sandbox/skill-handler.ts';
import { count, optionalText, text, type Arguments } from '../arguments.ts';

const defaultLog = 20;

const operations: Readonly<Record<string, (git: RunGit, args: Arguments) => Promise<Observation>>> = {
  status: async (git) => said(await git.status(), 'nothing has changed'),
  diff: async (git, args) => said(await git.diff(optionalText(args, 'path')), 'nothing has changed'),
  log: async (git, args) => said(await git.log(count(args, 'limit', defaultLog)), 'no commits'),
  show: async (git, args) =>
    said(await git.show(text(args, 'revision', 'HEAD'), optionalText(args, 'path')), 'nothing to show'),
  commit: async (git, args) => {
    const message = optionalText(args, 'message');
    if (message === undefined) return { ok: false, text: 'expected a message to commit with' };
    return said(`committed ${await git.commit(message)}`, '');
  },
};

/** Asks the run's own view of git; nothing here runs in the workspace. */
export const run: SkillHandler = async (args, { git }) => {
  const operation = operations[text(args, 'operation')];
  return operation === undefined ? { ok: false, text: 'expected a known operation' } : operation(git, args);
};

function said(output: string, nothing: string): Observation {
  return { ok: true, text: output.trimEnd() === '' ? nothing : output.trimEnd() };
}
