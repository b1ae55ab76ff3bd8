import { RunEntity } from '../../entities/run.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

export interface RunBase {
  readonly runId: string;
  readonly epoch: number;
  readonly base: string;
}

/**
 * Keeps the commit that a run works from, once, and gives the one that is kept: every later epoch counts from the same.
 * undefined: the run is fenced.
 */
export async function keepBase(
  tx: Tx,
  { organizationId }: Scope,
  { runId, epoch, base }: RunBase,
): Promise<string | undefined> {
  const where = { id: runId, epoch, organizationId, state: 'running' as const };
  // TypeORM takes a row whose selected columns are all NULL for no row at all: the id is selected with it.
  const run = await tx.findOne(RunEntity, {
    select: { id: true, baseCommit: true },
    where,
    lock: { mode: 'pessimistic_write' },
  });
  if (run === null) return undefined;
  if (run.baseCommit !== null) return run.baseCommit;
  await tx.update(RunEntity, where, { baseCommit: base });
  return base;
}
