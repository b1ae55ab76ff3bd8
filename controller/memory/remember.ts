import { ownersWithoutEmbedding } from '../store/operations/memory/owners-without-embedding.ts';
import { saveEmbedding } from '../store/operations/memory/save-embedding.ts';
import type { Scope } from '../store/scope.ts';
import type { Store } from '../store/store.ts';
import type { Embedder } from './embedder.ts';

export interface RememberParts {
  readonly store: Store;
  readonly embedder: Embedder;
}

const batchSize = 32;

export interface RememberOptions {
  readonly of: 'entries' | 'everything';
  /** Ends the pass after the batch that is under way. */
  readonly signal?: AbortSignal;
}

/**
 * Gives a vector to every lesson, or to every lesson and decision, that has none, oldest first; returns how many it was.
 * It may be broken off at any point, and run twice at once: what is done is done. Fails with EMBEDDER_UNAVAILABLE.
 */
export async function remember(
  { store, embedder }: RememberParts,
  scope: Scope,
  { of, signal }: RememberOptions = { of: 'everything' },
): Promise<number> {
  let count = 0;
  while (signal?.aborted !== true) {
    const query = { model: embedder.model, limit: batchSize, of };
    const owners = await store.transaction((tx) => ownersWithoutEmbedding(tx, scope, query));
    if (owners.length === 0) break;
    const vectors = await embedder.embed(owners.map((owner) => owner.text));
    const now = store.clock.now();
    await store.transaction(async (tx) => {
      for (const [index, { ownerKind, ownerId }] of owners.entries()) {
        const vector = vectors[index];
        if (vector !== undefined) {
          await saveEmbedding(tx, scope, now, { ownerKind, ownerId, model: embedder.model, vector });
        }
      }
    });
    count += owners.length;
  }
  return count;
}
