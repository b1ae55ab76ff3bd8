import { In, Not } from 'typeorm';
import { EscalationEntity, type EscalationRow } from '../../entities/escalation.ts';
import type { ProjectRow } from '../../entities/project.ts';
import { RunEntity } from '../../entities/run.ts';
import { TaskDependencyEntity } from '../../entities/task-dependency.ts';
import { type TaskRow, TaskEntity } from '../../entities/task.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { isPaused } from '../setup/is-paused.ts';
import { isSuspended } from '../projects/is-suspended.ts';
import { escalationViewOf, type EscalationView } from './escalation-view.ts';
import { placesInLine } from './places-in-line.ts';
import { queuedViewOf, type Workforce } from './queued-view.ts';
import { runColumns, runViewOf, type RunView } from './run-view.ts';
import { type TaskView, taskViewOf } from './task-view.ts';

/** The graph of one project: its tasks in their order, its own active run, and its open escalations. */
export interface ProjectGraph {
  readonly tasks: readonly TaskView[];
  /** The whole organization is. */
  readonly paused: boolean;
  readonly activeRun: RunView | null;
  readonly escalations: readonly EscalationView[];
}

/** Reads the task graph of one project in a few queries, whatever its size. */
export async function loadTasks(
  tx: Tx,
  scope: Scope,
  project: ProjectRow,
  workforce?: Workforce,
): Promise<ProjectGraph> {
  const within = { organizationId: scope.organizationId, projectId: project.id };
  const rows = await tx.find(TaskEntity, { where: within, order: { ordinal: 'ASC' } });
  const edges = await tx.find(TaskDependencyEntity, {
    where: { organizationId: scope.organizationId, taskId: In(rows.map((row) => row.id)) },
  });
  const runs = await tx.find(RunEntity, { select: runColumns, where: { ...within, state: Not('ended') } });
  const open = await tx.find(EscalationEntity, { where: { ...within, state: 'open' }, order: { createdAt: 'ASC' } });
  const paused = await isPaused(tx, scope);
  const suspended = isSuspended(project);
  const queued = runs.some((run) => run.state === 'queued');
  const places = queued ? await placesInLine(tx, scope, project.id) : new Map<string, number>();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const escalations = open.map((row) => escalationViewOf(row, subjectOf(row, byId)));
  const activeRun = (taskId: string | null): RunView | null => {
    const run = runs.find((candidate) => candidate.taskId === taskId);
    if (run === undefined) return null;
    const position = places.get(run.id);
    return runViewOf(run, run.state === 'queued' ? queuedViewOf({ position, paused, suspended, workforce }) : null);
  };
  const tasks = rows.map((row) =>
    taskViewOf(row, {
      project: { name: project.name, suspended },
      paused,
      dependsOn: edges.filter((edge) => edge.taskId === row.id).flatMap((edge) => byId.get(edge.dependsOnId) ?? []),
      parent: byId.get(row.parentId ?? '')?.name ?? null,
      activeRun: activeRun(row.id),
      escalation: escalations.find((escalation) => escalation.subject === row.name),
    }),
  );
  return { tasks, paused, activeRun: activeRun(null), escalations };
}

function subjectOf(row: EscalationRow, byId: ReadonlyMap<string, TaskRow>): string {
  return byId.get(row.taskId ?? '')?.name ?? 'project';
}
