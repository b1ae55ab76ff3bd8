import { MaiosError } from '../../errors/maios-error.ts';
import { takeLease } from '../operations/leases/take-lease.ts';
import { sql } from '../sql.ts';
import type { Tx } from '../tx.ts';

/** The row of `leases` that holds the epoch of who leads. */
export const leaderLease = 'leader';

// Any constants will do; they name these locks among the advisory locks of the database.
export const leaderLock = 763_800_001;
export const fenceLock = 763_800_002;

/** How long a takeover waits for transactions of the leader before it, before it looks whether they are frozen. */
const patience = '2s';

/**
 * Writes the epoch of a takeover, once every transaction that the former leader guards has ended: they hold the lock
 * together, this one alone. Fails with CONFLICT where one of them does not end.
 */
export async function takeOver(tx: Tx, now: number, owner: string): Promise<number> {
  await sql(tx, `SET LOCAL lock_timeout = '${patience}'`, []);
  await sql(tx, 'SELECT pg_advisory_xact_lock($1)', [fenceLock]);
  return takeLease(tx, now, { name: leaderLease, owner });
}

/**
 * Refuses the transaction (NOT_LEADING) unless the epoch is still the newest. Two statements: the second one sees what
 * was committed while the first one waited. Nothing is written, so that the check itself costs no disk.
 */
export async function guardEpoch(tx: Tx, epoch: number): Promise<void> {
  await sql(tx, 'SELECT pg_advisory_xact_lock_shared($1)', [fenceLock]);
  const { rows } = await sql<{ epoch: number }>(tx, 'SELECT epoch FROM leases WHERE name = $1', [leaderLease]);
  const newest = rows[0]?.epoch;
  if (newest === epoch) return;
  throw new MaiosError('NOT_LEADING', `expected to lead with epoch ${epoch}, found that ${newest ?? 'nobody'} leads`);
}
