import { In } from 'typeorm';
import { faultpoint } from '../../../faults/faultpoint.ts';
import { RunEntity } from '../../entities/run.ts';
import { type RunResult } from '../../run-contract.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';
import { concludeRun } from './conclude-run.ts';

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
  const ended = await tx.update(
    RunEntity,
    { id: runId, epoch, organizationId: scope.organizationId, state: In(['queued', 'running']) },
    { state: 'ended', epoch: epoch + 1, outcome: 'failed', failure, result, endedAt: new Date(now) },
  );
  if (ended.affected !== 1) return false;
  await concludeRun(tx, scope, now, runId, result);
  faultpoint('dead.ended');
  return true;
}

const fix = 'Look into the logs and the memory of these workers.';
