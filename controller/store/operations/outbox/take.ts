import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';
import { type OutboxMessage } from './put.ts';

/**
 * Takes the oldest messages out, at most `limit`. Publish them before the transaction ends: then they are gone,
 * and if publishing throws they are still there. Messages that another relay has in hand are skipped.
 */
export async function take(tx: Tx, { organizationId }: Scope, limit: number): Promise<readonly OutboxMessage[]> {
  const { rows } = await sql<OutboxMessage>(
    tx,
    `DELETE FROM outbox WHERE id IN (
       SELECT id FROM outbox WHERE organization_id = $1 ORDER BY created_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
     ) RETURNING id, topic, payload`,
    [organizationId, limit],
  );
  // DELETE returns in no order; ids are UUIDv7 and sort by time.
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
