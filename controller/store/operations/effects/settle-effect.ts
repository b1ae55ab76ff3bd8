import type { JsonObject } from '../../decision-contract.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { storableJson } from '../../storable.ts';
import type { Tx } from '../../store.ts';

export interface SettledEffect {
  readonly id: string;
  readonly happened: boolean;
  readonly by: string;
}

/**
 * Gives an effect the receipt that a person knows, where nobody else does. False: there is a receipt already, or its run
 * still has it in hand.
 */
export async function settleEffect(tx: Tx, scope: Scope, now: number, effect: SettledEffect): Promise<boolean> {
  const { happened, by, id } = effect;
  const text = `${by} says that it ${happened ? 'took effect' : 'did not take effect'}.`;
  const receipt: JsonObject = { ok: happened, happened, by, text };
  const { affected } = await sql(
    tx,
    `UPDATE effects SET receipt = $3::jsonb, received_at = $4 FROM runs
     WHERE effects.id = $1 AND effects.organization_id = $2 AND effects.receipt IS NULL
       AND runs.id = effects.run_id AND runs.state = 'ended'`,
    [id, scope.organizationId, storableJson(receipt), new Date(now)],
  );
  return affected === 1;
}
