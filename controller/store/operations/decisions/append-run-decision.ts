import { DecisionEntity } from '../../entities/decision.ts';
import { insertRows } from '../../insert-row.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { genesis } from './genesis.ts';
import { type AppendedDecision, type NewDecision, newDecisionRow } from './new-decision.ts';

export interface DecidingRun {
  readonly runId: string;
  /** The epoch that the run was claimed with. */
  readonly epoch: number;
}

/**
 * Records a permission decision at the end of its run's own chain, which has one writer and so holds up nobody else.
 * The project's chain takes up the run's head when the run has ended. undefined: the run is fenced, nothing is written.
 */
export async function appendRunDecision(
  tx: Tx,
  scope: Scope,
  now: number,
  run: DecidingRun,
  decision: NewDecision,
): Promise<AppendedDecision | undefined> {
  const place = await findPlace(tx, scope, run);
  if (place === undefined) return undefined;
  const row = newDecisionRow(scope, now, { ...place, runId: run.runId }, decision);
  await insertRows(tx, DecisionEntity, [row], { text: move, values: [row.hash, run.runId, scope.organizationId] });
  return { id: row.id, seq: row.seq, hash: row.hash };
}

const move = `moved AS (UPDATE runs SET chain_head = $2 WHERE id = $3::uuid AND organization_id = $4::uuid)`;

async function findPlace(tx: Tx, { organizationId }: Scope, { runId, epoch }: DecidingRun) {
  const { rows } = await sql<{ seq: number; previousHash: string }>(
    tx,
    `SELECT coalesce((SELECT max(seq) FROM decisions WHERE run_id = runs.id), 0) + 1 AS seq,
       coalesce(chain_head, $4) AS "previousHash"
     FROM runs WHERE id = $1 AND organization_id = $2 AND epoch = $3 AND state = 'running' FOR UPDATE`,
    [runId, organizationId, epoch, genesis],
  );
  return rows[0];
}
