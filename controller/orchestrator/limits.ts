import { type ProjectView } from './project-view.ts';

export const limitDefaults = { tasks: 50, parallelRuns: 4, turnsPerRun: 40 } as const;

/** Runs that the project may still start now, by its own limit and its organization's quota. */
export function freeRuns(view: ProjectView): number {
  const active = view.tasks.flatMap((task) => task.runs).filter((run) => run.state !== 'ended').length;
  const own = view.project.spec.limits?.parallelRuns ?? limitDefaults.parallelRuns;
  const quota = view.catalog.list('Organization')[0]?.resource.spec.quotas?.parallelRuns ?? Number.POSITIVE_INFINITY;
  const everywhere = [...view.evidence.values()].reduce((sum, agent) => sum + agent.active, 0);
  return Math.max(0, Math.min(own - active, quota - everywhere));
}
