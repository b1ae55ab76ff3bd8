import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { queueAgain, type RequeuedRun } from './queue-again.ts';

/** A run at the epoch at which a worker claimed it. */
export interface HeldRun {
  readonly runId: string;
  readonly epoch: number;
  /** The worker. */
  readonly owner: string;
}

/**
 * Gives back a run that its worker does not bring to its end, since the worker itself ends or the run is paused: another
 * one goes on at the next epoch. It does not count as lost. undefined: the run is fenced, has ended, or is another worker's.
 */
export async function giveBackRun(
  tx: Tx,
  scope: Scope,
  { runId, epoch, owner }: HeldRun,
): Promise<RequeuedRun | undefined> {
  const { rows } = await sql<{ id: string }>(
    tx,
    `SELECT id FROM runs
     WHERE id = $1 AND organization_id = $2 AND epoch = $3 AND lease_owner = $4 AND state = 'running' FOR UPDATE`,
    [runId, scope.organizationId, epoch, owner],
  );
  const [given] = await queueAgain(
    tx,
    scope,
    rows.map((row) => row.id),
  );
  return given;
}
