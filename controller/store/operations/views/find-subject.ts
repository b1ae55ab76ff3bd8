import { type ProjectRow, ProjectEntity } from '../../entities/project.ts';
import { type TaskRow, TaskEntity } from '../../entities/task.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { findProject } from './find-project.ts';
import { isUuid } from './is-uuid.ts';

/** A project, or one task of it. */
export interface FoundSubject {
  readonly project: ProjectRow;
  readonly task: TaskRow | undefined;
}

/** What `PROJECT`, `PROJECT/TASK`, or the id of either names; undefined when there is nothing of that name. */
export async function findSubject(tx: Tx, scope: Scope, reference: string): Promise<FoundSubject | undefined> {
  const [projectName = '', taskName, ...more] = reference.split('/');
  if (more.length > 0) return undefined;
  const project = await findProject(tx, scope, projectName);
  if (project === undefined) return isUuid(reference) ? findByTaskId(tx, scope, reference) : undefined;
  if (taskName === undefined) return { project, task: undefined };
  const { organizationId } = scope;
  const task = await tx.findOne(TaskEntity, { where: { organizationId, projectId: project.id, name: taskName } });
  return task === null ? undefined : { project, task };
}

async function findByTaskId(tx: Tx, { organizationId }: Scope, id: string): Promise<FoundSubject | undefined> {
  const task = await tx.findOne(TaskEntity, { where: { organizationId, id } });
  if (task === null) return undefined;
  const project = await tx.findOne(ProjectEntity, { where: { organizationId, id: task.projectId } });
  return project === null ? undefined : { project, task };
}
