import { type PlannedTask } from '../../../catalog/kinds/project.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import { TaskDependencyEntity } from '../../entities/task-dependency.ts';
import { newId } from '../../new-id.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

const msPerMinute = 60_000;

export interface TaskPlacement {
  readonly projectId: string;
  /** For tasks that name no time-out of their own. */
  readonly timeoutMs: number;
  /** Ordinals go on from here. */
  readonly firstOrdinal: number;
}

/** Adds a valid task graph to a project; a review depends on the task that it reviews. */
export async function insertTasks(
  tx: Tx,
  scope: Scope,
  now: number,
  placement: TaskPlacement,
  tasks: readonly PlannedTask[],
): Promise<void> {
  const ids = new Map(tasks.map((task) => [task.name, newId(now)]));
  const rows = tasks.map((task, index) => newRow(scope, now, placement, task, index, ids));
  // Parents first: a part refers to the whole.
  await tx.insert(
    TaskEntity,
    rows.map((row) => ({ ...row, parentId: null })),
  );
  for (const row of rows)
    if (row.parentId !== null) await tx.update(TaskEntity, { id: row.id }, { parentId: row.parentId });
  const dependencies = tasks.flatMap((task) =>
    dependenciesOf(task).map((name) => ({ taskId: ids.get(task.name), dependsOnId: ids.get(name) })),
  );
  const known = dependencies.flatMap(({ taskId, dependsOnId }) =>
    taskId === undefined || dependsOnId === undefined
      ? []
      : [{ taskId, dependsOnId, organizationId: scope.organizationId }],
  );
  if (known.length > 0) await tx.insert(TaskDependencyEntity, known);
}

/** What a task waits for: what it says, and what it reviews. */
export function dependenciesOf(task: PlannedTask): readonly string[] {
  return [...new Set([...(task.dependsOn ?? []), ...(task.reviews === undefined ? [] : [task.reviews])])];
}

function newRow(
  scope: Scope,
  now: number,
  placement: TaskPlacement,
  task: PlannedTask,
  index: number,
  ids: ReadonlyMap<string, string>,
): TaskRow {
  const at = new Date(now);
  return {
    id: ids.get(task.name) ?? newId(now),
    organizationId: scope.organizationId,
    projectId: placement.projectId,
    name: task.name,
    ordinal: placement.firstOrdinal + index,
    parentId: task.parent === undefined ? null : (ids.get(task.parent) ?? null),
    title: task.title,
    instructions: task.instructions ?? null,
    role: task.role ?? null,
    skills: task.skills ?? [],
    reviews: task.reviews ?? null,
    verify: task.verify ?? null,
    timeoutMs: task.timeoutMinutes === undefined ? placement.timeoutMs : task.timeoutMinutes * msPerMinute,
    phase: 'Delegate',
    phaseSince: at,
    attempts: 0,
    agent: null,
    lastRunId: null,
    lastOutcome: null,
    lastFailure: null,
    excluded: [],
    handedOver: false,
    condensed: false,
    reviewRejections: 0,
    reviewPending: false,
    baseCommit: null,
    resultCommit: null,
    resultSummary: null,
    createdAt: at,
    updatedAt: at,
    endedAt: null,
  };
}
