import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/**
 * Counts what a run still has reserved as spent: nobody knows whether the call behind it happened.
 * The caller ends the run or raises its epoch in the same transaction, so that it cannot settle afterwards.
 */
export async function writeOff(tx: Tx, scope: Scope, runId: string): Promise<void> {
  await sql(tx, statement, [runId, scope.organizationId]);
}

// An UPDATE returns what it wrote, so what was reserved is read first, and locked.
const statement = `
  WITH lost AS (
    SELECT id, project_id, tokens_reserved AS tokens, usd_micro_reserved AS usd_micro FROM runs
    WHERE id = $1 AND organization_id = $2 AND (tokens_reserved > 0 OR usd_micro_reserved > 0) FOR UPDATE
  ), run AS (
    UPDATE runs SET tokens_reserved = 0, usd_micro_reserved = 0,
      tokens_spent = tokens_spent + lost.tokens, usd_micro_spent = usd_micro_spent + lost.usd_micro
    FROM lost WHERE runs.id = lost.id
  )
  UPDATE projects SET
    tokens_reserved = tokens_reserved - lost.tokens, tokens_spent = tokens_spent + lost.tokens,
    usd_micro_reserved = usd_micro_reserved - lost.usd_micro, usd_micro_spent = usd_micro_spent + lost.usd_micro
  FROM lost WHERE projects.id = lost.project_id`;
