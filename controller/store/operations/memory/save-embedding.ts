import { toSql } from 'pgvector';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';

export interface NewEmbedding {
  readonly ownerKind: 'memory' | 'decision';
  readonly ownerId: string;
  /** The embedding model; vectors of different models are never compared. */
  readonly model: string;
  readonly vector: Float32Array;
}

/** Keeps the vector of a memory entry or decision; the one of the same model that is there already stays. */
export async function saveEmbedding(tx: Tx, scope: Scope, now: number, embedding: NewEmbedding): Promise<void> {
  const { ownerKind, ownerId, model, vector } = embedding;
  await sql(
    tx,
    `INSERT INTO embeddings (organization_id, owner_kind, owner_id, model, dimension, vector, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [scope.organizationId, ownerKind, ownerId, model, vector.length, toSql([...vector]), new Date(now)],
  );
}
