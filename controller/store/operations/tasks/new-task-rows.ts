import type { PlannedTask } from '../../../catalog/kinds/project.ts';
import type { TaskRow } from '../../entities/task.ts';

const msPerMinute = 60_000;

export interface TaskPlacement {
  readonly projectId: string;
  /** For tasks that name no time-out of their own. */
  readonly timeoutMs: number;
  /** Ordinals go on from here. */
  readonly firstOrdinal: number;
}

export interface NewTasks {
  readonly rows: readonly TaskRow[];
  readonly dependencies: readonly { readonly taskId: string; readonly dependsOnId: string }[];
}

/** The rows of a valid task graph; a review depends on the task that it reviews. */
export function newTaskRows(
  organizationId: string,
  now: number,
  placement: TaskPlacement,
  tasks: readonly PlannedTask[],
  newId: (now: number) => string,
): NewTasks {
  const ids = new Map(tasks.map((task) => [task.name, newId(now)]));
  const idOf = (name: string | undefined): string | null => (name === undefined ? null : (ids.get(name) ?? null));
  const rows = tasks.map((task, index) => ({
    ...fresh(now),
    ...declared(task, placement),
    id: idOf(task.name) ?? newId(now),
    organizationId,
    ordinal: placement.firstOrdinal + index,
    parentId: idOf(task.parent),
  }));
  const dependencies = tasks.flatMap((task) =>
    dependenciesOf(task).flatMap((name) => {
      const [taskId, dependsOnId] = [idOf(task.name), idOf(name)];
      return taskId === null || dependsOnId === null ? [] : [{ taskId, dependsOnId }];
    }),
  );
  return { rows, dependencies };
}

/** What a task waits for: what it says, and what it reviews. */
export function dependenciesOf(task: PlannedTask): readonly string[] {
  return [...new Set([...(task.dependsOn ?? []), ...(task.reviews === undefined ? [] : [task.reviews])])];
}

function declared(task: PlannedTask, placement: TaskPlacement) {
  return {
    projectId: placement.projectId,
    name: task.name,
    title: task.title,
    instructions: task.instructions ?? null,
    role: task.role ?? null,
    skills: task.skills ?? [],
    reviews: task.reviews ?? null,
    verify: task.verify ?? null,
    timeoutMs: task.timeoutMinutes === undefined ? placement.timeoutMs : task.timeoutMinutes * msPerMinute,
  };
}

function fresh(now: number) {
  const at = new Date(now);
  return {
    phase: 'Delegate' as const,
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
    timers: {},
    createdAt: at,
    updatedAt: at,
    endedAt: null,
  };
}
