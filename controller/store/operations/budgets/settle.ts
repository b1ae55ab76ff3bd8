import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import type { Reservation } from './reserve.ts';

/**
 * Turns a reservation into what the call really cost. False: the run was fenced meanwhile, so that the whole
 * reservation already counts as spent.
 */
export async function settle(
  tx: Tx,
  scope: Scope,
  reserved: Reservation,
  spent: { readonly tokens: number; readonly usdMicro: number },
): Promise<boolean> {
  const { runId, epoch, tokens, usdMicro } = reserved;
  const values = [runId, scope.organizationId, epoch, tokens, usdMicro, spent.tokens, spent.usdMicro];
  const { affected } = await sql(tx, statement, values);
  return affected === 1;
}

const statement = `
  WITH settled AS (
    UPDATE runs SET
      tokens_reserved = tokens_reserved - $4::bigint, tokens_spent = tokens_spent + $6::bigint,
      usd_micro_reserved = usd_micro_reserved - $5::bigint, usd_micro_spent = usd_micro_spent + $7::bigint
    WHERE id = $1 AND organization_id = $2 AND epoch = $3 AND state = 'running'
    RETURNING project_id
  )
  UPDATE projects SET
    tokens_reserved = tokens_reserved - $4::bigint, tokens_spent = tokens_spent + $6::bigint,
    usd_micro_reserved = usd_micro_reserved - $5::bigint, usd_micro_spent = usd_micro_spent + $7::bigint
  FROM settled WHERE projects.id = settled.project_id`;
