import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { leastIdAt } from './least-id-at.ts';
import { pageBytes, storedBytes } from './page-bytes.ts';

export interface RecentDecisions {
  /** A JSON list of CheckedDecision (policy/replay), as text: who reads it is in another thread. */
  readonly text: string;
  readonly count: number;
  /** Of the rule sets that made them. */
  readonly digests: readonly string[];
  /** The id of the newest; undefined when there is none. */
  readonly last: string | undefined;
}

/**
 * The decisions after an id or a time (ms since 1970) in the order in which they were made: at most `limit` of them, or
 * fewer large ones. The page after the last one is empty.
 */
export async function recentDecisions(
  tx: Tx,
  { organizationId }: Scope,
  { after, limit }: { readonly after: string | number; readonly limit: number },
): Promise<RecentDecisions> {
  const least = typeof after === 'number' ? leastIdAt(after) : after;
  const { rows } = await sql<Row>(tx, statement, [organizationId, least, limit]);
  const { text = '[]', count = 0, digests = null, last = null } = rows[0] ?? {};
  return { text, count, digests: digests ?? [], last: last ?? undefined };
}

interface Row {
  readonly text: string;
  readonly count: number;
  readonly digests: readonly string[] | null;
  readonly last: string | null;
}

const statement = `
  WITH chosen AS (
    SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS before FROM (
      SELECT id, ${storedBytes} AS bytes FROM decisions
      WHERE organization_id = $1 AND id > $2::uuid
      ORDER BY id LIMIT $3
    ) AS next
  )
  SELECT '[' || coalesce(string_agg(body, ',' ORDER BY id), '') || ']' AS text,
    count(*)::int AS count,
    array_agg(DISTINCT digest) AS digests,
    (array_agg(id ORDER BY id DESC))[1]::text AS last
  FROM (
    SELECT id, rule_set_digest AS digest, json_build_object(
      'id', id, 'projectId', project_id, 'subject', subject, 'ruleSet', rule_set, 'digest', rule_set_digest,
      'facts', facts, 'verdict', verdict, 'candidates', candidates
    )::text AS body
    FROM chosen JOIN decisions USING (id)
    WHERE chosen.before < ${pageBytes}
  ) AS recent`;
