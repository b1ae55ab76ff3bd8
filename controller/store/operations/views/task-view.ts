import type { Failure, FailureClass } from '../../../policy/failures.ts';
import { isEnd, type Phase } from '../../../policy/phases.ts';
import type { TaskRow } from '../../entities/task.ts';
import type { EscalationView } from './escalation-view.ts';
import { type QueuedView, waiting } from './queued-view.ts';
import type { RunView } from './run-view.ts';

/** One task, as a node of its project's graph: `dependsOn` and `parent` are names of tasks. */
export interface TaskView {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly title: string;
  readonly role: string | null;
  readonly phase: Phase;
  readonly dependsOn: readonly string[];
  readonly parent: string | null;
  readonly reviews: string | null;
  readonly verify: string | null;
  readonly agent: string | null;
  readonly attempts: number;
  readonly excluded: readonly { readonly agent: string; readonly class: FailureClass }[];
  /** The run that is queued or running now. */
  readonly activeRun: RunView | null;
  /** What its run waits for, or what it waits for to get one; null while there is nothing of that kind. */
  readonly queued: QueuedView | null;
  /** Why it does not move on now, for people; null while it does, and once it has ended. */
  readonly waitsFor: string | null;
  readonly lastFailure: Failure | null;
  readonly summary: string | null;
  readonly commit: string | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** What surrounds a task row; names instead of ids. */
export interface TaskSurroundings {
  readonly project: { readonly name: string; readonly suspended: boolean };
  /** The whole organization is. */
  readonly paused: boolean;
  readonly dependsOn: readonly { readonly name: string; readonly phase: Phase }[];
  readonly parent: string | null;
  readonly activeRun: RunView | null;
  readonly escalation: EscalationView | undefined;
}

export function taskViewOf(row: TaskRow, around: TaskSurroundings): TaskView {
  return {
    id: row.id,
    project: around.project.name,
    name: row.name,
    title: row.title,
    role: row.role,
    phase: row.phase,
    dependsOn: around.dependsOn.map((task) => task.name),
    parent: around.parent,
    reviews: row.reviews,
    verify: row.verify,
    agent: around.activeRun?.agent ?? row.agent,
    attempts: row.attempts,
    excluded: row.excluded,
    activeRun: around.activeRun,
    queued: queuedOf(row, around),
    waitsFor: waitingReason(row, around),
    lastFailure: row.lastFailure,
    summary: row.resultSummary,
    commit: row.resultCommit,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

// A task without a run waits for a slot only where that is found out by whoever knows the agents.
function queuedOf({ phase }: TaskRow, { activeRun, paused, project }: TaskSurroundings): QueuedView | null {
  if (isEnd(phase)) return null;
  if (activeRun !== null) return activeRun.queued;
  if (paused) return waiting('paused', 'everything to be resumed: maios resume --all');
  return project.suspended ? waiting('suspended', 'the project to be resumed') : null;
}

function waitingReason(row: TaskRow, around: TaskSurroundings): string | null {
  if (isEnd(row.phase)) return null;
  if (around.activeRun !== null) return around.activeRun.queued?.text ?? null;
  if (around.escalation?.action === 'person') return 'a person';
  const queued = queuedOf(row, around);
  if (queued !== null) return queued.text;
  const unmet = around.dependsOn.filter((task) => task.phase !== 'Complete').map((task) => task.name);
  if (unmet.length > 0) return unmet.join(', ');
  return row.phase === 'Delegate' ? 'an agent' : null;
}
