import { RunEntity } from '../../entities/run.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Extends the lease of a running run; false when the run is fenced and whoever works on it must stop. */
export async function heartbeat(
  tx: Tx,
  scope: Scope,
  now: number,
  run: { readonly runId: string; readonly epoch: number; readonly leaseMs: number },
): Promise<boolean> {
  const where = { id: run.runId, epoch: run.epoch, organizationId: scope.organizationId, state: 'running' as const };
  const result = await tx.update(RunEntity, where, { leaseExpiresAt: new Date(now + run.leaseMs) });
  return result.affected === 1;
}
