import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import type { OutboxMessage } from './put.ts';

export interface Taking {
  readonly topic: string;
  /** The version of the message that the taker understands; others are left for those who do. */
  readonly version: number;
  /** Committed before this time: who committed it publishes by itself what is younger. */
  readonly before: number;
  readonly limit: number;
}

/**
 * Takes the oldest messages out. Publish them before the transaction ends: then they are gone, and if publishing throws
 * they are still there. Messages that another relay has in hand are skipped; where there are none, nothing is written.
 */
export async function take(
  tx: Tx,
  { organizationId }: Scope,
  { topic, version, before, limit }: Taking,
): Promise<readonly OutboxMessage[]> {
  const { rows } = await sql<OutboxMessage>(
    tx,
    `DELETE FROM outbox WHERE id IN (
       SELECT id FROM outbox
       WHERE organization_id = $1 AND topic = $2 AND payload->'v' = to_jsonb($3::integer) AND created_at <= $4
       ORDER BY created_at, id LIMIT $5 FOR UPDATE SKIP LOCKED
     ) RETURNING id, topic, payload`,
    [organizationId, topic, version, new Date(before), limit],
  );
  // DELETE returns in no order; ids are UUIDv7 and sort by time.
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
