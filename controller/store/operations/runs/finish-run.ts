import type { RunResult } from '../../run-contract.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { concludeRun } from './conclude-run.ts';
import { endRun } from './end-run.ts';
import { faultpoint } from '../../../faults/faultpoint.ts';

export interface FinishedRun {
  readonly runId: string;
  readonly epoch: number;
  readonly result: RunResult;
}

/**
 * Ends a run with its result: the run, what it means for its task or project, the agent's evidence and slot, the lesson
 * and the events, in one transaction. False when the run is fenced: nothing is written then.
 */
export async function finishRun(
  tx: Tx,
  scope: Scope,
  now: number,
  { runId, epoch, result }: FinishedRun,
): Promise<boolean> {
  const ended = await endRun(tx, scope, now, { runId, epoch, result, by: 'its worker' });
  if (ended === undefined) return false;
  await concludeRun(tx, scope, now, ended, result);
  faultpoint('run.finishing');
  return true;
}
