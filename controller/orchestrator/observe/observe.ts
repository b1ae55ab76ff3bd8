import type { Catalog } from '../../catalog/catalog.ts';
import { readWholeProject, type WholeProject } from '../../store/operations/projects/read-whole-project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import type { ProjectView, TaskView } from './project-view.ts';

/** Everything about one project at one moment; undefined when there is no such project. */
export async function observe(
  tx: Tx,
  scope: Scope,
  projectId: string,
  catalog: Catalog,
  now: number,
): Promise<ProjectView | undefined> {
  const whole = await readWholeProject(tx, scope, projectId);
  if (whole === undefined) return undefined;
  const { project, paused, runs, agents, escalations, notes, chainEnd } = whole;
  return {
    // While the whole organization is paused, each of its projects is suspended.
    project: paused ? { ...project, suspended: true } : project,
    tasks: taskViews(whole),
    projectRuns: runs.filter((run) => run.taskId === null),
    evidence: new Map(agents.map((agent) => [agent.name, agent])),
    escalations,
    notes,
    chainEnd,
    catalog,
    now,
  };
}

function taskViews({ tasks, dependencies, runs }: WholeProject): readonly TaskView[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return tasks.map((row) => ({
    row,
    dependsOn: dependencies.filter((d) => d.taskId === row.id).flatMap((d) => byId.get(d.dependsOnId) ?? []),
    runs: runs.filter((run) => run.taskId === row.id),
  }));
}
