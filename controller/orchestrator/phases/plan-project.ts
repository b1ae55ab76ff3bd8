import type { AgentResource } from '../../catalog/kinds/kinds.ts';
import type { PlannedTask } from '../../catalog/kinds/project.ts';
import { agentOfRole, agentsOfRole, builtinPlanner, isBusy, modelOf } from '../judge/candidates.ts';
import { notToBeHad } from '../plan/choice.ts';
import type { NewRun } from '../plan/intent.ts';
import { activeRun, type ProjectView } from '../observe/project-view.ts';
import { projectContext } from './run-context.ts';
import { actOn, type Action } from './action.ts';

/** Adopts the tasks that the spec declares, or has a planning run turn the request into a task graph. */
export const planProject: Action = ({ judgement, ledger }) => {
  const { view } = judgement.subject;
  const { project } = view;
  if (project.planned || project.lastFailure !== null || activeRun(judgement.subject) !== undefined) return [];
  if (project.spec.tasks !== undefined) return [adopt(project.spec.tasks, view, judgement)];
  const planner = agentOfRole(view, 'planner') ?? builtinPlanner(view);
  if (planner !== undefined && isBusy(view, planner, notToBeHad(ledger))) {
    for (const { metadata } of [planner, ...agentsOfRole(view, 'planner')]) ledger.waitsFor.add(metadata.name);
    return [];
  }
  const run = planningRun(view, planner);
  return [actOn(judgement, [{ do: 'start-run', run }], `${run.agent ?? run.model} plans`)];
};

function planningRun(view: ProjectView, planner: AgentResource | undefined): NewRun {
  return {
    purpose: 'plan',
    taskId: undefined,
    agent: planner?.metadata.name,
    model: modelOf(view, planner),
    capacity: planner?.spec.capacity ?? 1,
    attempt: view.projectRuns.filter((other) => other.purpose === 'plan').length + 1,
    baseCommit: undefined,
    context: projectContext(view),
  };
}

function adopt(
  tasks: readonly PlannedTask[],
  view: ProjectView,
  judgement: Parameters<typeof actOn>[0],
): ReturnType<typeof actOn> {
  return actOn(
    judgement,
    [{ do: 'adopt-plan', tasks, taskTimeoutMs: view.project.taskTimeoutMs }],
    `${tasks.length} declared tasks`,
  );
}
