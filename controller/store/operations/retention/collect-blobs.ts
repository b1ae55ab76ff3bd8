import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { leastIdAt } from '../rule-sets/least-id-at.ts';

/** Bodies that nothing referred to when they were looked for, and who might refer to one of them since. */
export interface UnusedBlobs {
  readonly sha256: readonly Buffer[];
  /** Runs that were under way then; any other one that adds steps is newer. */
  readonly openRuns: readonly string[];
  /** The least id of a run that began since. */
  readonly newerThan: string;
  /** How many were looked at. */
  readonly looked: number;
}

// Clocks of several machines differ by less.
const marginMs = 60_000;

/** Looks which of the discarded bodies nothing refers to any more, at most `limit`; the others are passed over for good. */
export async function unusedBlobs(tx: Tx, { organizationId }: Scope, now: number, limit: number): Promise<UnusedBlobs> {
  const { rows } = await sql<{ sha256: Buffer[] | null; unused: Buffer[] | null; openRuns: string[] | null }>(
    tx,
    look,
    [organizationId, limit],
  );
  const { sha256, unused, openRuns } = rows[0] ?? { sha256: null, unused: null, openRuns: null };
  const kept = new Set((unused ?? []).map((each) => each.toString('hex')));
  const used = (sha256 ?? []).filter((each) => !kept.has(each.toString('hex')));
  if (used.length > 0) await sql(tx, forget, [organizationId, used]);
  return {
    sha256: unused ?? [],
    openRuns: openRuns ?? [],
    newerThan: leastIdAt(now - marginMs),
    looked: sha256?.length ?? 0,
  };
}

/**
 * Removes unused bodies; one that a step has taken up meanwhile stays. Whoever writes a step finds a body that is there and
 * does not lock it, so nobody may be about to write one: for the few milliseconds of this transaction writers wait, and
 * those before it are waited for. Fails with CONFLICT, and changes nothing, where that takes too long.
 */
export async function removeBlobs(
  tx: Tx,
  { organizationId }: Scope,
  { sha256, openRuns, newerThan }: UnusedBlobs,
): Promise<number> {
  await sql(tx, `SET LOCAL lock_timeout = '300ms'`, []);
  await sql(tx, 'LOCK TABLE blobs IN SHARE ROW EXCLUSIVE MODE', []);
  const { rows } = await sql<{ removed: number }>(tx, remove, [organizationId, sha256, newerThan, openRuns]);
  await sql(tx, forget, [organizationId, sha256]);
  return rows[0]?.removed ?? 0;
}

const forget = `DELETE FROM discarded_blobs WHERE organization_id = $1 AND sha256 = ANY ($2::bytea[])`;

const look = `
  WITH discarded AS MATERIALIZED (
    SELECT sha256 FROM discarded_blobs WHERE organization_id = $1 ORDER BY sha256 LIMIT $2
  ), unused AS (
    SELECT sha256 FROM discarded
    WHERE NOT EXISTS (SELECT FROM run_steps WHERE organization_id = $1 AND body_sha256 = sha256)
      AND NOT EXISTS (SELECT FROM rule_sets WHERE organization_id = $1 AND digest = encode(sha256, 'hex'))
      AND NOT EXISTS (SELECT FROM decisions WHERE organization_id = $1 AND rule_set_digest = encode(sha256, 'hex'))
  )
  SELECT (SELECT array_agg(sha256) FROM discarded) AS sha256, (SELECT array_agg(sha256) FROM unused) AS unused,
    (SELECT array_agg(id) FROM runs WHERE organization_id = $1 AND state <> 'ended') AS "openRuns"`;

// Only runs that were under way or began since can have added a step: their steps alone are looked through again.
const remove = `
  WITH writers AS (
    SELECT id FROM runs WHERE organization_id = $1 AND state <> 'ended'
    UNION SELECT id FROM runs WHERE organization_id = $1 AND id > $3::uuid
    UNION SELECT unnest($4::uuid[])
  ), taken_up AS MATERIALIZED (
    SELECT DISTINCT body_sha256 FROM run_steps JOIN writers ON run_id = writers.id
    WHERE organization_id = $1 AND body_sha256 = ANY ($2::bytea[])
  ), gone AS (
    DELETE FROM blobs WHERE organization_id = $1 AND sha256 = ANY ($2::bytea[])
      AND sha256 NOT IN (SELECT body_sha256 FROM taken_up) RETURNING 1
  )
  SELECT count(*)::int AS removed FROM gone`;
