import type { Ephemeral } from './ephemeral.ts';
import { progressKey } from './run-progress.ts';
import { stepsKey } from './working-memory.ts';

/** Forgets what a run that has ended was doing and had done. */
export function forgetRun(ephemeral: Ephemeral, runId: string): void {
  ephemeral.forget(progressKey(runId));
  ephemeral.forget(stepsKey(runId));
}
