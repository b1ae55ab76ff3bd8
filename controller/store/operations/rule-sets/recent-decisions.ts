import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';
import { leastIdAt } from './least-id-at.ts';

export interface RecentDecisions {
  /** A JSON list of CheckedDecision (policy/replay), as text: who reads it is in another thread. */
  readonly text: string;
  /** Of the rule sets that made them. */
  readonly digests: readonly string[];
  /** The id of the newest; undefined when there is none. */
  readonly last: string | undefined;
}

/** The newest decisions after an id or a time (ms since 1970), at most `limit` of them, the oldest first. */
export async function recentDecisions(
  tx: Tx,
  { organizationId }: Scope,
  { after, limit }: { readonly after: string | number; readonly limit: number },
): Promise<RecentDecisions> {
  const least = typeof after === 'number' ? leastIdAt(after) : after;
  const { rows } = await sql<{ text: string; digests: readonly string[] | null; last: string | null }>(tx, statement, [
    organizationId,
    least,
    limit,
  ]);
  const { text = '[]', digests = null, last = null } = rows[0] ?? {};
  return { text, digests: digests ?? [], last: last ?? undefined };
}

const statement = `
  SELECT '[' || coalesce(string_agg(body, ',' ORDER BY id), '') || ']' AS text,
    array_agg(DISTINCT digest) AS digests,
    (array_agg(id ORDER BY id DESC))[1]::text AS last
  FROM (
    SELECT id, rule_set_digest AS digest, json_build_object(
      'id', id, 'projectId', project_id, 'subject', subject, 'ruleSet', rule_set, 'digest', rule_set_digest,
      'facts', facts, 'verdict', verdict, 'candidates', candidates
    )::text AS body
    FROM decisions WHERE organization_id = $1 AND id > $2::uuid
    ORDER BY id DESC LIMIT $3
  ) AS recent`;
