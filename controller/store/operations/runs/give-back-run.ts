import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';
import { queueAgain, type RequeuedRun } from './queue-again.ts';

/**
 * Gives back a run that its worker does not bring to its end, since the worker itself ends or the run is paused: another
 * one goes on at the next epoch. It does not count as lost. undefined: the run is fenced, or has ended.
 */
export async function giveBackRun(
  tx: Tx,
  scope: Scope,
  { runId, epoch }: { readonly runId: string; readonly epoch: number },
): Promise<RequeuedRun | undefined> {
  const { rows } = await sql<{ id: string }>(
    tx,
    `SELECT id FROM runs WHERE id = $1 AND organization_id = $2 AND epoch = $3 AND state = 'running' FOR UPDATE`,
    [runId, scope.organizationId, epoch],
  );
  const [given] = await queueAgain(
    tx,
    scope,
    rows.map((row) => row.id),
  );
  return given;
}
