import type { StepKind } from '../../../events/event.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

export interface Step {
  readonly n: number;
  readonly epoch: number;
  readonly kind: StepKind;
  readonly label: string | undefined;
  readonly body: string;
  readonly at: Date;
}

/** Steps of a run with their bodies, in order, from number `from` on (1 is the first), at most `limit`. */
export async function readSteps(
  tx: Tx,
  { organizationId }: Scope,
  { runId, from, limit }: { readonly runId: string; readonly from: number; readonly limit: number },
): Promise<readonly Step[]> {
  const { rows } = await sql<Omit<Step, 'body' | 'label'> & { body: Buffer; label: string | null }>(
    tx,
    `SELECT s.n, s.epoch, s.kind, s.label, s.at, b.body
     FROM run_steps s JOIN blobs b ON b.organization_id = s.organization_id AND b.sha256 = s.body_sha256
     WHERE s.run_id = $1 AND s.organization_id = $2 AND s.n >= $3 ORDER BY s.n LIMIT $4`,
    [runId, organizationId, from, limit],
  );
  return rows.map((row) => ({ ...row, label: row.label ?? undefined, body: row.body.toString('utf8') }));
}
