import type { JsonObject } from '../../decision-contract.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { storableJson } from '../../storable.ts';
import type { Tx } from '../../store.ts';

export interface ReceivedEffect {
  readonly runId: string;
  readonly epoch: number;
  readonly id: string;
  readonly receipt: JsonObject;
}

/** Writes down what came of an effect. False: the run is fenced, or there is a receipt already; nothing changes. */
export async function receive(tx: Tx, scope: Scope, now: number, effect: ReceivedEffect): Promise<boolean> {
  const { affected } = await sql(
    tx,
    `UPDATE effects SET receipt = $5::jsonb, received_at = $6
     FROM (SELECT id FROM runs WHERE id = $1 AND organization_id = $2 AND epoch = $3 AND state = 'running' FOR UPDATE) run
     WHERE effects.id = $4 AND effects.run_id = run.id AND effects.organization_id = $2 AND effects.receipt IS NULL`,
    [effect.runId, scope.organizationId, effect.epoch, effect.id, storableJson(effect.receipt), new Date(now)],
  );
  return affected === 1;
}
