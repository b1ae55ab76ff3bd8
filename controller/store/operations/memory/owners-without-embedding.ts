import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { decisionText } from './decision-text.ts';

/** Something that can be remembered by meaning, with the text that stands for it. */
export interface EmbeddingOwner {
  readonly ownerKind: 'memory' | 'decision';
  readonly ownerId: string;
  readonly text: string;
}

export interface OwnersQuery {
  readonly model: string;
  readonly limit: number;
  /** Memory entries alone, of which there are few; or decisions too. */
  readonly of: 'entries' | 'everything';
}

/** Memory entries and project decisions that have no vector of that model yet, oldest first, at most `limit` in all. */
export async function ownersWithoutEmbedding(
  tx: Tx,
  { organizationId }: Scope,
  { model, limit, of }: OwnersQuery,
): Promise<readonly EmbeddingOwner[]> {
  const { rows } = await sql<EmbeddingOwner>(
    tx,
    of === 'entries' ? statementOf(entries) : statementOf(`${entries} ${decisions}`),
    [organizationId, model, limit],
  );
  return rows;
}

const entries = `
  SELECT 'memory' AS owner_kind, id AS owner_id, text, created_at AS at FROM memory_entries WHERE organization_id = $1`;

// Permission decisions of runs are left out: there are many, and all alike.
const decisions = `
  UNION ALL
  SELECT 'decision', d.id, ${decisionText}, d.at FROM decisions d WHERE d.organization_id = $1 AND d.run_id IS NULL`;

const statementOf = (owners: string): string => `
  SELECT owner.owner_kind AS "ownerKind", owner.owner_id AS "ownerId", owner.text FROM (${owners}) owner
  WHERE NOT EXISTS (
    SELECT FROM embeddings e WHERE e.owner_kind = owner.owner_kind AND e.owner_id = owner.owner_id AND e.model = $2
  )
  ORDER BY owner.at, owner.owner_id LIMIT $3`;
