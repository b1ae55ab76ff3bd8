import type { RuleSetRow } from '../../entities/rule-set.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

export type InForce = Pick<RuleSetRow, 'stage' | 'name' | 'digest'>;

/** Notes which revision of each rule set is in force now; nothing is written for those of which that is known. */
export async function noteInForce(
  tx: Tx,
  { organizationId }: Scope,
  now: number,
  ruleSets: readonly InForce[],
): Promise<void> {
  await sql(
    tx,
    `INSERT INTO rule_sets (organization_id, stage, name, digest, updated_at)
     SELECT $1::uuid, stage, name, digest, $2::timestamptz
     FROM unnest($3::text[], $4::text[], $5::text[]) AS new (stage, name, digest)
     ON CONFLICT (organization_id, stage, name) DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at
     WHERE rule_sets.digest <> excluded.digest`,
    [
      organizationId,
      new Date(now),
      ruleSets.map(({ stage }) => stage),
      ruleSets.map(({ name }) => name),
      ruleSets.map(({ digest }) => digest),
    ],
  );
}
