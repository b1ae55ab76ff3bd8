import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/** Time that a run had to wait for others, in milliseconds. */
export interface RunWait {
  readonly runId: string;
  readonly epoch: number;
  readonly waitedMs: number;
}

/** Begins a run's time so much later, for rules and evidence as well. False: the run is fenced, and nothing changes. */
export async function forgiveWait(tx: Tx, scope: Scope, { runId, epoch, waitedMs }: RunWait): Promise<boolean> {
  const { affected } = await sql(
    tx,
    `UPDATE runs SET started_at = started_at + $4::double precision * interval '1 millisecond'
     WHERE id = $1 AND organization_id = $2 AND epoch = $3 AND state = 'running'`,
    [runId, scope.organizationId, epoch, waitedMs],
  );
  return affected === 1;
}
