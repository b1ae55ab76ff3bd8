import { type ProjectRow, ProjectEntity } from '../../entities/project.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { findProject } from './find-project.ts';
import { loadTasks } from './load-tasks.ts';
import type { Workforce } from './queued-view.ts';
import type { TaskView } from './task-view.ts';

/** Adds to the tasks of a project what only others know. */
export type Refine = (projectId: string, tasks: readonly TaskView[]) => Promise<readonly TaskView[]>;

/** The tasks of one project, or of the newest projects together; undefined when there is no such project. */
export async function listTasks(
  tx: Tx,
  scope: Scope,
  { project, projects }: { readonly project?: string | undefined; readonly projects: number },
  workforce?: Workforce,
  refine: Refine = async (_project, tasks) => tasks,
): Promise<readonly TaskView[] | undefined> {
  const chosen =
    project === undefined ? await newestProjects(tx, scope, projects) : await findProject(tx, scope, project);
  if (chosen === undefined) return undefined;
  const tasks: TaskView[] = [];
  // One after another: a transaction is one session.
  for (const row of [chosen].flat())
    tasks.push(...(await refine(row.id, (await loadTasks(tx, scope, row, workforce)).tasks)));
  return tasks;
}

async function newestProjects(tx: Tx, { organizationId }: Scope, take: number): Promise<readonly ProjectRow[]> {
  return tx.find(ProjectEntity, { where: { organizationId }, order: { createdAt: 'DESC', id: 'DESC' }, take });
}
