import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { leastIdAt } from './least-id-at.ts';
import { pageBytes, storedBytes } from './page-bytes.ts';

export interface HistoryRange {
  readonly ruleSet: string;
  /** Of this project alone. */
  readonly projectId?: string | undefined;
  /** Decisions since then, in ms since 1970. */
  readonly since: number;
  /** Decisions after that id; undefined for the first page. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface HistoryPage {
  /** A JSON list of RecordedDecision (policy/replay), as text: who reads it is in another thread. */
  readonly text: string;
  readonly count: number;
  /** Of its last decision; undefined on an empty page. */
  readonly last: string | undefined;
}

/**
 * Decisions that a rule set of that name made, in the order in which they were made: so many, or fewer large ones. The
 * page after the last one is empty.
 */
export async function historyPage(tx: Tx, { organizationId }: Scope, range: HistoryRange): Promise<HistoryPage> {
  const { ruleSet, projectId, since, after, limit } = range;
  const { rows } = await sql<HistoryPage & { last: string | null }>(tx, statement, [
    organizationId,
    ruleSet,
    after ?? leastIdAt(since),
    projectId ?? null,
    limit,
  ]);
  const { text = '[]', count = 0, last = null } = rows[0] ?? {};
  return { text, count, last: last ?? undefined };
}

const statement = `
  WITH chosen AS (
    SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS before FROM (
      SELECT id, ${storedBytes} AS bytes FROM decisions
      WHERE organization_id = $1 AND rule_set = $2 AND id > $3::uuid
        AND ($4::uuid IS NULL OR project_id = $4::uuid)
      ORDER BY id LIMIT $5
    ) AS next
  )
  SELECT '[' || coalesce(string_agg(body, ',' ORDER BY id), '') || ']' AS text,
    count(*)::int AS count,
    (array_agg(id ORDER BY id DESC))[1]::text AS last
  FROM (
    SELECT d.id, json_build_object(
      'id', d.id, 'projectId', d.project_id, 'project', p.name, 'subject', d.subject,
      'phase', d.from_phase,
      'at', (extract(epoch FROM d.at) * 1000)::bigint, 'digest', d.rule_set_digest,
      'facts', CASE WHEN d.stage = 'scoring' THEN '{}' ELSE d.facts END,
      'candidates', CASE WHEN d.stage = 'scoring' THEN (
        SELECT jsonb_agg(jsonb_build_object('agent', c->'agent', 'excluded', c->'excluded', 'facts', c->'facts'))
        FROM jsonb_array_elements(d.candidates) AS c) END,
      'bounded', coalesce(d.stage = 'escalation' AND CASE
        WHEN d.verdict ? 'faults' THEN 'person' ELSE coalesce(d.verdict->'hits'->0->>'type', 'person') END
        <> (jsonb_path_query_first(d.intents, '$[*] ? (@.do == "escalate").escalation.action') #>> '{}'), false)
    )::text AS body
    FROM chosen JOIN decisions d ON d.id = chosen.id JOIN projects p ON p.id = d.project_id
    WHERE chosen.before < ${pageBytes}
  ) AS page`;
