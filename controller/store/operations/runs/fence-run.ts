import { In } from 'typeorm';
import type { Failure } from '../../../policy/failures.ts';
import { RunEntity, type RunRow } from '../../entities/run.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { releaseSlot } from '../agents/release-slot.ts';
import { recordEvidence } from '../agents/record-evidence.ts';
import { writeOff } from '../budgets/write-off.ts';

/**
 * Ends an active run from outside: its epoch goes up, so nothing that it still writes counts, and its slot is free.
 * With a failure the agent has failed; without one (the project was cancelled) its evidence stays as it is.
 * undefined: the run had ended already.
 */
export async function fenceRun(
  tx: Tx,
  scope: Scope,
  now: number,
  runId: string,
  failure: Failure | undefined,
): Promise<RunRow | undefined> {
  const where = { id: runId, organizationId: scope.organizationId };
  // Locked, so that it is not taken back, or ended by its worker, between the look and the change.
  const run = await tx.findOne(RunEntity, {
    where: { ...where, state: In(['queued', 'running']) },
    lock: { mode: 'pessimistic_write' },
  });
  if (run === null) return undefined;
  await writeOff(tx, scope, runId);
  const outcome = failure === undefined ? ('fenced' as const) : ('failed' as const);
  await tx.update(RunEntity, where, {
    state: 'ended',
    epoch: run.epoch + 1,
    outcome,
    failure: failure ?? null,
    endedAt: new Date(now),
  });
  if (run.agent !== null && failure === undefined) await releaseSlot(tx, scope, run.agent);
  if (run.agent !== null && failure !== undefined) {
    const { tokensSpent: tokens, usdMicroSpent: usdMicro } = await tx.findOneByOrFail(RunEntity, where);
    const durationMs = run.startedAt === null ? 0 : now - run.startedAt.getTime();
    await recordEvidence(tx, scope, now, { agent: run.agent, succeeded: false, durationMs, tokens, usdMicro });
  }
  return run;
}
