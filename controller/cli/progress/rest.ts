import { isEnd } from '../../policy/phases.ts';
import type { Progress, TaskProgress } from './progress.ts';

/** Why following a project can stop: it ended, or nothing will move until somebody does something. */
export type Rest = 'ended' | 'person' | 'suspended' | 'stalled';

/** Why nothing more will happen by itself; undefined while something does. */
export function restOf(state: Progress): Rest | undefined {
  if (state.endedAt !== null) return 'ended';
  // A cancellation reaches a suspended project, and one that waits, too.
  if (state.cancelRequested && state.stall === null) return undefined;
  // Suspending pauses what runs in the same moment; no event tells that of each run.
  if (!state.suspended && isBusy(state)) return undefined;
  if (state.waiting.length > 0) return 'person';
  if (state.suspended) return 'suspended';
  return state.stall === null ? undefined : 'stalled';
}

/** A run is under way, or a task is about to be given to an agent. */
function isBusy(state: Progress): boolean {
  if (state.active !== null || state.tasks.some((task) => task.active !== null)) return true;
  return state.tasks.some((task) => isMoving(state, task));
}

function isMoving(state: Progress, task: TaskProgress): boolean {
  if (task.phase === 'Reassign' || task.phase === 'Monitor') return !isStalled(state, task.name);
  if (task.phase === 'Escalate') return !isAwaited(state, task.name) && !isStalled(state, task.name);
  return task.phase === 'Delegate' && isReady(state, task) && !isStalled(state, task.name);
}

function isReady(state: Progress, task: TaskProgress): boolean {
  return task.dependsOn.every((name) => {
    const phase = state.tasks.find((other) => other.name === name)?.phase;
    // What a failed task leaves behind is dealt with at once; a completed one opens the way.
    return phase === undefined || isEnd(phase);
  });
}

function isAwaited(state: Progress, subject: string): boolean {
  return state.waiting.some((waiting) => waiting.subject === subject);
}

// An event names its subject; the condition of a project, all of them in its message: `a: why; b: why`.
function isStalled({ stall }: Progress, subject: string): boolean {
  if (stall === null) return false;
  return stall.subject === subject || `; ${stall.message}`.includes(`; ${subject}: `);
}
