import { MaiosError } from '../../../errors/maios-error.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { appendDecisions, type ChainEnd } from './append-decisions.ts';
import type { AppendedDecision, NewDecision } from './new-decision.ts';

/**
 * Records a decision at the end of its project's hash chain, wherever that is. Permission decisions of a run have a chain
 * of their own: append-run-decision.ts. Fails with NOT_FOUND when the project is not the organization's.
 */
export async function appendDecision(
  tx: Tx,
  scope: Scope,
  now: number,
  decision: NewDecision,
): Promise<AppendedDecision> {
  const { projectId } = decision;
  const end = await lockEnd(tx, scope, projectId);
  const told = { decision, events: () => [] };
  const [row] = (await appendDecisions(tx, scope, now, { projectId, end }, [told])) ?? [];
  if (row === undefined) throw new MaiosError('STORE_BUG', 'expected a decision to be recorded, found none');
  return { id: row.id, seq: row.seq, hash: row.hash };
}

async function lockEnd(tx: Tx, { organizationId }: Scope, projectId: string): Promise<ChainEnd> {
  const { rows } = await sql<ChainEnd>(
    tx,
    `SELECT decision_seq AS seq, chain_head AS head FROM streams
     WHERE project_id = $1 AND organization_id = $2 FOR NO KEY UPDATE`,
    [projectId, organizationId],
  );
  if (rows[0] !== undefined) return rows[0];
  throw new MaiosError('NOT_FOUND', `expected a project ${projectId} of this organization`);
}
