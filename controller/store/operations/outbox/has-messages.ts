import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import type { Taking } from './take.ts';

/** Whether `take` would find something; one statement, locking nothing. */
export async function hasMessages(
  tx: Tx,
  { organizationId }: Scope,
  { topic, version, before }: Omit<Taking, 'limit'>,
): Promise<boolean> {
  const text = `SELECT EXISTS (
    SELECT FROM outbox
    WHERE organization_id = $1 AND topic = $2 AND payload->'v' = to_jsonb($3::integer) AND created_at <= $4) AS found`;
  const { rows } = await sql<{ found: boolean }>(tx, text, [organizationId, topic, version, new Date(before)]);
  return rows[0]?.found === true;
}
