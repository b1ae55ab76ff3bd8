import { activeRun } from '../observe/project-view.ts';
import { projectContext } from './run-context.ts';
import { actOn, type Action } from './action.ts';

/** Watches; once every task is complete, has the acceptance checks run. Time-outs and ended runs are for the rules. */
export const monitor: Action = ({ judgement }) => {
  const { subject, facts } = judgement;
  const { view } = subject;
  if (subject.task !== undefined || view.project.acceptance !== 'pending' || activeRun(subject) !== undefined)
    return [];
  if (facts['project.tasks'] !== facts['project.tasksComplete'] || !view.project.planned) return [];
  const run = {
    purpose: 'accept' as const,
    taskId: undefined,
    agent: undefined,
    model: undefined,
    capacity: 0,
    attempt: view.project.acceptanceFailures + 1,
    baseCommit: undefined,
    context: projectContext(view),
  };
  return [actOn(judgement, [{ do: 'start-run', run }], 'the acceptance checks run')];
};
