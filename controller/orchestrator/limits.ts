import { type ProjectView } from './project-view.ts';

const defaultParallelRuns = 4;

/** Runs of tasks that the project may still start now: none once its time is over, else by its own limit and its organization's quota. */
export function freeRuns(view: ProjectView): number {
  const { deadlineAt } = view.project;
  if (deadlineAt !== null && deadlineAt.getTime() <= view.now) return 0;
  const active = view.tasks.flatMap((task) => task.runs).filter((run) => run.state !== 'ended').length;
  const own = view.project.spec.limits?.parallelRuns ?? defaultParallelRuns;
  const quota = quotaOf(view) ?? Number.POSITIVE_INFINITY;
  const everywhere = [...view.evidence.values()].reduce((sum, agent) => sum + agent.active, 0);
  return Math.max(0, Math.min(own - active, quota - everywhere));
}

/** Runs that the organization may have at once, over all projects; undefined: as many as there are slots. */
export function quotaOf({ catalog }: ProjectView): number | undefined {
  return catalog.list('Organization')[0]?.resource.spec.quotas?.parallelRuns;
}
