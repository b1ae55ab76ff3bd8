import type { RunSession } from '../session/run-session.ts';

const defaultTurns = 40;

/** How many answers a model has for one run. */
export function maxTurnsOf({ work }: Pick<RunSession, 'work'>): number {
  return work.project.spec.limits?.turnsPerRun ?? defaultTurns;
}

/** What a run may take, told to the agent. The same for each epoch of it, so that its opening does not change. */
export function limitsRule({ work }: Pick<RunSession, 'work'>): string {
  const minutes = Math.max(1, Math.floor((work.task?.timeoutMs ?? work.project.taskTimeoutMs) / 60_000));
  return `You have ${maxTurnsOf({ work })} answers and ${minutes} minutes; one answer may call several tools.`;
}
