import { type Catalog } from '../catalog/catalog.ts';
import { AgentEntity } from '../store/entities/agent.ts';
import { EscalationEntity } from '../store/entities/escalation.ts';
import { MemoryEntryEntity } from '../store/entities/memory-entry.ts';
import { ProjectEntity } from '../store/entities/project.ts';
import { RunEntity, type RunRow } from '../store/entities/run.ts';
import { TaskDependencyEntity } from '../store/entities/task-dependency.ts';
import { TaskEntity, type TaskRow } from '../store/entities/task.ts';
import { isPaused } from '../store/operations/setup/is-paused.ts';
import { type Scope } from '../store/scope.ts';
import { type Tx } from '../store/store.ts';
import { type ProjectView, type TaskView } from './project-view.ts';

/** Reads everything about one project in one transaction; undefined when there is no such project. */
export async function observe(
  tx: Tx,
  scope: Scope,
  projectId: string,
  catalog: Catalog,
  now: number,
): Promise<ProjectView | undefined> {
  const { organizationId } = scope;
  const project = await tx.findOneBy(ProjectEntity, { id: projectId, organizationId });
  if (project === null) return undefined;
  const paused = await isPaused(tx, scope);
  const ofProject = { projectId, organizationId };
  const tasks = await tx.find(TaskEntity, { where: ofProject, order: { ordinal: 'ASC' } });
  const runs = await tx.find(RunEntity, { where: ofProject, order: { createdAt: 'ASC', id: 'ASC' } });
  const escalations = await tx.find(EscalationEntity, { where: ofProject, order: { createdAt: 'ASC', id: 'ASC' } });
  const notes = await tx.find(MemoryEntryEntity, {
    where: { ...ofProject, kind: 'note' },
    order: { createdAt: 'ASC' },
  });
  const agents = await tx.find(AgentEntity, { where: { organizationId } });
  return {
    // While the whole organization is paused, each of its projects is suspended.
    project: paused ? { ...project, suspended: true } : project,
    tasks: await taskViews(tx, scope, tasks, runs),
    projectRuns: runs.filter((run) => run.taskId === null),
    evidence: new Map(agents.map((agent) => [agent.name, agent])),
    escalations,
    notes: notes.map((entry) => entry.text),
    catalog,
    now,
  };
}

async function taskViews(
  tx: Tx,
  scope: Scope,
  tasks: readonly TaskRow[],
  runs: readonly RunRow[],
): Promise<readonly TaskView[]> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const dependencies = await tx
    .createQueryBuilder(TaskDependencyEntity, 'd')
    .where('d.organizationId = :organizationId AND d.taskId IN (:...ids)', {
      organizationId: scope.organizationId,
      ids: tasks.length === 0 ? ['00000000-0000-0000-0000-000000000000'] : [...byId.keys()],
    })
    .getMany();
  return tasks.map((row) => ({
    row,
    dependsOn: dependencies.filter((d) => d.taskId === row.id).flatMap((d) => byId.get(d.dependsOnId) ?? []),
    runs: runs.filter((run) => run.taskId === row.id),
  }));
}
