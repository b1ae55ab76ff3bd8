import { type JsonObject } from '../../decision-contract.ts';
import { newId } from '../../new-id.ts';
import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';

export interface OutboxMessage {
  readonly id: string;
  readonly topic: string;
  readonly payload: JsonObject;
}

/**
 * Commits messages of one topic together with what they tell of; they are published after the commit, at least once.
 * Returns their ids, in the order of the messages.
 */
export async function put(
  tx: Tx,
  { organizationId }: Scope,
  now: number,
  { topic, payloads }: { readonly topic: string; readonly payloads: readonly JsonObject[] },
): Promise<readonly string[]> {
  if (payloads.length === 0) return [];
  const ids = payloads.map(() => newId(now));
  await sql(
    tx,
    `INSERT INTO outbox (id, organization_id, topic, payload, created_at)
     SELECT message.id, $1, $2, message.payload, $3
     FROM unnest($4::uuid[], $5::text[]::jsonb[]) AS message (id, payload)`,
    [organizationId, topic, new Date(now), ids, payloads.map((payload) => JSON.stringify(payload))],
  );
  return ids;
}
