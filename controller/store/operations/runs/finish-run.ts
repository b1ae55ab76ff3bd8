import { RunEntity } from '../../entities/run.ts';
import { type RunResult } from '../../run-contract.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';
import { concludeRun } from './conclude-run.ts';
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
  const ended = await tx.update(
    RunEntity,
    { id: runId, epoch, organizationId: scope.organizationId, state: 'running' },
    {
      state: 'ended',
      outcome: result.outcome,
      failure: result.failure ?? null,
      result,
      resultCommit: result.mergedCommit ?? result.snapshotCommit ?? null,
      endedAt: new Date(now),
    },
  );
  if (ended.affected !== 1) return false;
  await concludeRun(tx, scope, now, runId, result);
  faultpoint('run.finishing');
  return true;
}
