import { faultpoint } from '../../../faults/faultpoint.ts';
import type { RunResult } from '../../run-contract.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { concludeRun } from './conclude-run.ts';
import { endRun } from './end-run.ts';

export interface LostRun {
  readonly runId: string;
  readonly epoch: number;
  /** What was expected, and what was found. */
  readonly message: string;
  /** Which workers had it, and when. */
  readonly detail?: string | undefined;
}

/**
 * Ends a run that no worker brings to its end: a dead letter. It failed as `worker-lost`, which the escalation rules deal
 * with; whatever still has it in hand is fenced. False: it has gone on, or ended, and nothing is written.
 */
export async function buryRun(
  tx: Tx,
  scope: Scope,
  now: number,
  { runId, epoch, message, detail }: LostRun,
): Promise<boolean> {
  const failure = { class: 'worker-lost', message, ...(detail === undefined ? {} : { detail }), fix } as const;
  const result: RunResult = { outcome: 'failed', failure, summary: message };
  const ended = await endRun(tx, scope, now, { runId, epoch, result, by: 'others' });
  if (ended === undefined) return false;
  await concludeRun(tx, scope, now, ended, result);
  faultpoint('dead.ended');
  return true;
}

const fix = 'Look into the logs and the memory of these workers.';
