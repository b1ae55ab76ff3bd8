import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { tellAfterCommit } from '../../tx-context.ts';

/** What one ended run says about its agent. */
export interface RunEvidence {
  readonly agent: string;
  /** undefined: it says nothing about the agent, beside what it cost. */
  readonly succeeded: boolean | undefined;
  readonly durationMs: number;
  readonly tokens: number;
  readonly usdMicro: number;
}

/** Adds an ended run to the evidence of its agent, and gives back its slot. */
export async function recordEvidence(tx: Tx, scope: Scope, now: number, evidence: RunEvidence): Promise<void> {
  const { agent, succeeded, durationMs, tokens, usdMicro } = evidence;
  tellAfterCommit(tx, 'freed', agent);
  const successes = succeeded === true ? 1 : 0;
  const failures = succeeded === false ? 1 : 0;
  await sql(
    tx,
    `UPDATE agents SET active = greatest(active - 1, 0), successes = successes + $3, failures = failures + $4,
       duration_ms = duration_ms + $5, tokens = tokens + $6, usd_micro = usd_micro + $7, updated_at = $8
     WHERE organization_id = $1 AND name = $2`,
    [scope.organizationId, agent, successes, failures, Math.round(durationMs), tokens, usdMicro, new Date(now)],
  );
}
