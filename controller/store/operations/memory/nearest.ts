import { toSql } from 'pgvector';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { decisionText } from './decision-text.ts';

export interface NearestQuery {
  /** What is looked among: of thousands of decisions, all alike, the nearest would leave no place for a lesson. */
  readonly of: RememberedKind;
  readonly model: string;
  readonly vector: Float32Array;
  readonly limit: number;
  /** Whose unpromoted entries and decisions are read as well; only promoted entries when absent. */
  readonly projectId?: string;
  /** The time at which entries must be valid. */
  readonly now: number;
}

export type RememberedKind = 'lessons' | 'entries' | 'decisions';

export interface Remembered {
  readonly ownerKind: 'memory' | 'decision';
  readonly ownerId: string;
  /** lesson, summary or decision. */
  readonly kind: string;
  readonly text: string;
  /** Cosine, 1 is the same direction. */
  readonly similarity: number;
}

/** What the organization remembers nearest in meaning to a vector, best first. */
export async function nearest(tx: Tx, { organizationId }: Scope, query: NearestQuery): Promise<readonly Remembered[]> {
  const { of, model, vector, limit, projectId, now } = query;
  // The index gives its nearest before the filters; it goes on looking until enough pass them (pgvector 0.8).
  await sql(tx, `SET LOCAL hnsw.iterative_scan = 'strict_order'`, []);
  const values = [organizationId, model, toSql([...vector]), limit, projectId ?? null, new Date(now)];
  const { rows } = await sql<Remembered>(tx, statementOf(of), values);
  return rows;
}

const kinds: Readonly<Record<RememberedKind, string>> = {
  lessons: `m.kind = 'lesson'`,
  entries: 'm.id IS NOT NULL',
  decisions: 'd.id IS NOT NULL',
};

const statementOf = (of: RememberedKind): string => `
  SELECT e.owner_kind AS "ownerKind", e.owner_id AS "ownerId", coalesce(m.kind, 'decision') AS kind,
    coalesce(m.text, ${decisionText}) AS text, 1 - (e.vector <=> $3) AS similarity
  FROM embeddings e
  LEFT JOIN memory_entries m ON e.owner_kind = 'memory' AND m.id = e.owner_id
  LEFT JOIN decisions d ON e.owner_kind = 'decision' AND d.id = e.owner_id
  WHERE e.organization_id = $1 AND e.model = $2 AND ${kinds[of]}
    AND (m.promoted OR coalesce(m.project_id, d.project_id) = $5::uuid)
    AND (m.valid_until IS NULL OR m.valid_until > $6)
  ORDER BY e.vector <=> $3 LIMIT $4`;
