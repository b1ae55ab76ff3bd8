import { MaiosError } from '../../../errors/maios-error.ts';
import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';
import { insertDecision, type AppendedDecision, type NewDecision } from './new-decision.ts';

/**
 * Records a decision at the end of its project's hash chain. Permission decisions of a run have a chain of their own:
 * append-run-decision.ts. Fails with NOT_FOUND when the project is not the organization's.
 */
export async function appendDecision(
  tx: Tx,
  scope: Scope,
  now: number,
  decision: NewDecision,
): Promise<AppendedDecision> {
  const { projectId } = decision;
  const place = await takePlace(tx, scope, projectId);
  return insertDecision(tx, scope, now, { ...place, runId: null }, decision);
}

// The update locks the row, so that the head cannot move before the new one is written.
async function takePlace(tx: Tx, { organizationId }: Scope, projectId: string) {
  const { rows } = await sql<{ seq: number; previousHash: string }>(
    tx,
    `UPDATE streams SET decision_seq = decision_seq + 1 WHERE project_id = $1 AND organization_id = $2
     RETURNING decision_seq AS seq, chain_head AS "previousHash"`,
    [projectId, organizationId],
  );
  if (rows[0] !== undefined) return rows[0];
  throw new MaiosError('NOT_FOUND', `expected a project ${projectId} of this organization`);
}
