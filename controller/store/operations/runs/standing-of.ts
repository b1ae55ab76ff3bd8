import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Whether a run is still its worker's, and may go on. `paused`: it is, but nothing of the organization may. */
export type Standing = 'held' | 'paused' | 'lost';

/** Why a write of a run changed nothing. */
export async function standingOf(
  tx: Tx,
  { organizationId }: Scope,
  { runId, epoch }: { readonly runId: string; readonly epoch: number },
): Promise<Standing> {
  const { rows } = await sql<{ paused: boolean }>(
    tx,
    `SELECT organizations.paused FROM runs JOIN organizations ON organizations.id = runs.organization_id
     WHERE runs.id = $1 AND runs.organization_id = $2 AND runs.epoch = $3 AND runs.state = 'running'`,
    [runId, organizationId, epoch],
  );
  const [run] = rows;
  if (run === undefined) return 'lost';
  return run.paused ? 'paused' : 'held';
}
