import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

/**
 * Makes `owner` the holder of a named lease and returns its epoch, which is new each time: what the same holder began before
 * is not of this one either. Who may take it is settled elsewhere (the owner's lock, or an advisory lock): what is still
 * written under an older epoch is refused. Leases are the system's own, and of no organization.
 */
export async function takeLease(
  tx: Tx,
  now: number,
  { name, owner }: { name: string; owner: string },
): Promise<number> {
  const { rows } = await sql<{ epoch: number }>(
    tx,
    `INSERT INTO leases (name, owner, epoch, taken_at) VALUES ($1, $2, 1, $3)
     ON CONFLICT (name) DO UPDATE SET
       epoch = leases.epoch + 1, taken_at = excluded.taken_at, owner = excluded.owner
     RETURNING epoch`,
    [name, owner, new Date(now)],
  );
  return rows[0]?.epoch ?? 0;
}
