import type { JsonObject } from '../../decision-contract.ts';
import type { Beside } from '../../insert-row.ts';
import { newId } from '../../new-id.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

export interface OutboxMessage {
  readonly id: string;
  readonly topic: string;
  readonly payload: JsonObject;
}

/** Messages of one topic. */
export interface Putting {
  readonly topic: string;
  readonly payloads: readonly JsonObject[];
}

/**
 * Commits messages together with what they tell of; they are published after the commit, at least once. Returns their ids,
 * in the order of the messages.
 */
export async function put(tx: Tx, scope: Scope, now: number, putting: Putting): Promise<readonly string[]> {
  if (putting.payloads.length === 0) return [];
  const { ids, values } = rowsOf(scope, now, putting);
  await sql(tx, insertion(1), values);
  return ids;
}

/** The same within the statement that inserts what the messages tell of. */
export function putBeside(
  scope: Scope,
  now: number,
  putting: Putting,
): { readonly ids: readonly string[]; readonly beside: Beside } {
  const { ids, values } = rowsOf(scope, now, putting);
  return { ids, beside: { text: `put AS (${insertion(2)})`, values } };
}

function rowsOf({ organizationId }: Scope, now: number, { topic, payloads }: Putting) {
  const ids = payloads.map(() => newId(now));
  const values = [organizationId, topic, new Date(now), ids, payloads.map((payload) => JSON.stringify(payload))];
  return { ids, values };
}

function insertion(first: number): string {
  const [organization, topic, at, ids, payloads] = Array.from({ length: 5 }, (_, index) => `$${first + index}`);
  return `INSERT INTO outbox (id, organization_id, topic, payload, created_at)
    SELECT message.id, ${organization}::uuid, ${topic}::text, message.payload, ${at}::timestamptz
    FROM unnest(${ids}::uuid[], ${payloads}::text[]::jsonb[]) AS message (id, payload)`;
}
