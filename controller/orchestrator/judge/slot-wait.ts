import type { RuleBundle } from '../../policy/verdict.ts';
import { waiting, type QueuedView } from '../../store/operations/views/queued-view.ts';
import { findCandidates } from './candidates.ts';
import { freeRuns, quotaOf } from '../observe/limits.ts';
import { activeRun, type ProjectView, type TaskView } from '../observe/project-view.ts';
import { rank } from './rank.ts';

/**
 * Why a task that is ready has no run yet, as Delegate sees it: the limit of its project, the quota of its organization, or
 * the agent that it is for. undefined: nothing holds it up, and it is given to somebody soon. Pure.
 */
export function slotWait(view: ProjectView, task: TaskView, scoring: RuleBundle): QueuedView | undefined {
  if (!isReady(view, task)) return undefined;
  const limit = limitOf(view);
  if (limit !== undefined) return limit;
  const table = findCandidates(view, task);
  const [best] = rank(view, task, table, scoring).ranked;
  if (best === undefined || !best.candidate.busy) return undefined;
  const { active = 0 } = view.evidence.get(best.name) ?? {};
  return waiting(
    'agent-busy',
    `a free slot of ${best.name} (${active} of ${best.candidate.agent.spec.capacity ?? 1} taken)`,
  );
}

function isReady(view: ProjectView, task: TaskView): boolean {
  if (task.row.phase !== 'Delegate' || task.row.lastOutcome !== null) return false;
  if (activeRun({ view, task }) !== undefined) return false;
  return task.dependsOn.every((other) => other.phase === 'Complete' && !other.reviewPending);
}

function limitOf(view: ProjectView): QueuedView | undefined {
  const quota = quotaOf(view);
  const everywhere = [...view.evidence.values()].reduce((sum, agent) => sum + agent.active, 0);
  if (quota !== undefined && everywhere >= quota) {
    return waiting('organization-quota', `a free run of the organization (${everywhere} of ${quota} taken)`);
  }
  if (freeRuns(view) > 0) return undefined;
  return waiting('project-limit', 'a run of its own project to end (limits.parallelRuns)');
}
