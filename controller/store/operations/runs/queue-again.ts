import type { RunPurpose } from '../../../policy/failures.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { faultpoint } from '../../../faults/faultpoint.ts';

/** A run that waits for a worker again, at its new epoch. */
export interface RequeuedRun {
  readonly runId: string;
  readonly epoch: number;
  readonly purpose: RunPurpose;
}

/**
 * Queues running runs again at their next epoch, where they go on from their recorded steps; what they had reserved counts
 * as spent, for nobody knows whether the call behind it happened. One statement, however many they are. The caller has
 * locked them in this transaction.
 */
export async function queueAgain(tx: Tx, scope: Scope, ids: readonly string[]): Promise<readonly RequeuedRun[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<RequeuedRun>(tx, statement, [scope.organizationId, ids]);
  faultpoint('requeue.written');
  return rows;
}

// An UPDATE returns what it wrote, so what was reserved is read first.
const statement = `
  WITH taken AS (
    SELECT id, project_id, tokens_reserved AS tokens, usd_micro_reserved AS usd_micro FROM runs
    WHERE organization_id = $1 AND id = ANY($2::uuid[]) AND state = 'running'
  ), charged AS (
    UPDATE projects SET
      tokens_reserved = tokens_reserved - lost.tokens, tokens_spent = tokens_spent + lost.tokens,
      usd_micro_reserved = usd_micro_reserved - lost.usd_micro, usd_micro_spent = usd_micro_spent + lost.usd_micro
    FROM (SELECT project_id, sum(tokens)::bigint AS tokens, sum(usd_micro)::bigint AS usd_micro FROM taken GROUP BY project_id) lost
    WHERE projects.id = lost.project_id AND (lost.tokens > 0 OR lost.usd_micro > 0)
  )
  UPDATE runs SET state = 'queued', epoch = epoch + 1, lease_owner = NULL, lease_expires_at = NULL, started_at = NULL,
    tokens_reserved = 0, tokens_spent = tokens_spent + taken.tokens,
    usd_micro_reserved = 0, usd_micro_spent = usd_micro_spent + taken.usd_micro
  FROM taken WHERE runs.id = taken.id
  RETURNING runs.id AS "runId", runs.epoch, runs.purpose`;
