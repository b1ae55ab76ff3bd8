import { nearest } from '../store/operations/memory/nearest.ts';
import { hasLessons } from '../store/operations/memory/has-lessons.ts';
import { type Scope } from '../store/scope.ts';
import { type Store } from '../store/store.ts';
import { type Embedder } from './embedder.ts';

/** Something remembered; `similarity` is the cosine to what was asked, 1 at most. */
export interface Recollection {
  readonly text: string;
  readonly similarity: number;
  readonly kind: string;
}

/** Finds what the organization remembers, by meaning. Fails with EMBEDDER_UNAVAILABLE. */
export interface Recall {
  /** The nearest texts, best first: what was promoted, and what belongs to the project. */
  search(scope: Scope, query: string, limit: number, projectId?: string): Promise<readonly Recollection[]>;
  /** The nearest lessons that are near enough to be worth reading. */
  lessons(scope: Scope, query: string, limit: number, projectId?: string): Promise<readonly Recollection[]>;
}

/** Below this cosine, the sentence encoder finds texts alike that have nothing to do with each other. */
const nearEnough = 0.4;
/** Decisions stand among the nearest too and are left out after the search. */
const oversampling = 5;

export function createRecall(parts: { readonly store: Store; readonly embedder: Embedder }): Recall {
  const learned = new Set<string>();
  const search: Recall['search'] = (scope, query, limit, projectId) =>
    searchNearest(parts, scope, { query, limit, projectId });
  return {
    search,
    async lessons(scope, query, limit, projectId) {
      // An organization that has learnt nothing yet has nothing to remember, and need not wait for the embedder to load.
      const { organizationId } = scope;
      if (!learned.has(organizationId)) {
        if (!(await parts.store.single((tx) => hasLessons(tx, scope)))) return [];
        learned.add(organizationId);
      }
      const found = await search(scope, query, limit * oversampling, projectId);
      return found.filter(({ kind, similarity }) => kind === 'lesson' && similarity >= nearEnough).slice(0, limit);
    },
  };
}

interface Search {
  readonly query: string;
  readonly limit: number;
  readonly projectId: string | undefined;
}

async function searchNearest(
  { store, embedder }: { readonly store: Store; readonly embedder: Embedder },
  scope: Scope,
  { query, limit, projectId }: Search,
): Promise<readonly Recollection[]> {
  const [vector] = await embedder.embed([query]);
  if (vector === undefined) return [];
  const asked = {
    model: embedder.model,
    vector,
    limit,
    now: store.clock.now(),
    ...(projectId === undefined ? {} : { projectId }),
  };
  const found = await store.transaction((tx) => nearest(tx, scope, asked));
  return found.map(({ text, similarity, kind }) => ({ text, similarity, kind }));
}
