import type { ProjectView } from './project-view.ts';

const defaultParallelRuns = 4;

/** Runs of tasks that the project may still start now by its own limit; none once its time is over. */
export function freeRuns({ project, tasks, now }: ProjectView): number {
  if (project.deadlineAt !== null && project.deadlineAt.getTime() <= now) return 0;
  const active = tasks.flatMap((task) => task.runs).filter((run) => run.state !== 'ended').length;
  return Math.max(0, (project.spec.limits?.parallelRuns ?? defaultParallelRuns) - active);
}

/** Runs that its organization's quota still has room for, over all projects. */
export function freeOfQuota(view: ProjectView): number {
  const quota = quotaOf(view);
  if (quota === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, quota - [...view.evidence.values()].reduce((sum, agent) => sum + agent.active, 0));
}

/** Runs that the organization may have at once, over all projects; undefined: as many as there are slots. */
export function quotaOf({ catalog }: Pick<ProjectView, 'catalog'>): number | undefined {
  return catalog.list('Organization')[0]?.resource.spec.quotas?.parallelRuns;
}

/** How many slots of an agent are free that the quota has room for. */
export function freeSlots(view: ProjectView): (agent: string) => number {
  const room = freeOfQuota(view);
  return (name) => {
    const row = view.evidence.get(name);
    const capacity = view.catalog.get('Agent', name)?.resource.spec.capacity ?? row?.capacity ?? 1;
    return Math.min(room, Math.max(0, capacity - (row?.active ?? 0)));
  };
}
