import { EntitySchema } from 'typeorm';
import { integer, moment, primary, reference, text, uuid } from './column.ts';

/** The vector of a memory entry or a decision, by embedding model. */
export interface EmbeddingRow {
  readonly organizationId: string;
  readonly ownerKind: 'memory' | 'decision';
  readonly ownerId: string;
  readonly model: string;
  readonly dimension: number;
  readonly vector: number[];
  readonly createdAt: Date;
}

export const EmbeddingEntity = new EntitySchema<EmbeddingRow>({
  name: 'embedding',
  tableName: 'embeddings',
  columns: {
    organizationId: reference('organization'),
    ownerKind: primary(text),
    ownerId: primary(uuid),
    model: primary(text),
    dimension: integer,
    vector: { type: 'vector', length: 512 },
    createdAt: moment,
  },
  // TypeORM cannot express hnsw; the migration makes this index.
  indices: [{ name: 'embeddings_by_cosine', synchronize: false }],
});
