import { tellOnce } from '../errors/tell-once.ts';
import { toMaiosError } from '../errors/maios-error.ts';
import { nearest, type RememberedKind } from '../store/operations/memory/nearest.ts';
import { hasLessons } from '../store/operations/memory/has-lessons.ts';
import type { Scope } from '../store/scope.ts';
import type { Store } from '../store/store.ts';
import type { Embedder } from './embedder.ts';

/** Something remembered; `similarity` is the cosine to what was asked, 1 at most. */
export interface Recollection {
  readonly text: string;
  readonly similarity: number;
  readonly kind: string;
}

/** Finds what the organization remembers, by meaning. Fails with EMBEDDER_UNAVAILABLE. */
export interface Recall {
  /**
   * The nearest texts, best first: what was promoted, and what belongs to the project. Its decisions take more than half of
   * the places only where there is too little else.
   */
  search(scope: Scope, query: string, limit: number, projectId?: string): Promise<readonly Recollection[]>;
  /** The nearest lessons that are near enough to be worth reading; none where there are no vectors. */
  lessons(scope: Scope, query: string, limit: number, projectId?: string): Promise<readonly Recollection[]>;
}

/** Below this cosine, the sentence encoder finds texts alike that have nothing to do with each other. */
const nearEnough = 0.4;
/** Many decisions read alike; each text is shown once. */
const oversampling = 4;

export interface RecallParts {
  readonly store: Store;
  readonly embedder: Embedder;
  /** Told once when there are no vectors for lessons, until there are again: work goes on without. */
  readonly onFault?: (error: unknown) => void;
}

export function createRecall({ store, embedder, onFault = () => undefined }: RecallParts): Recall {
  const learned = new Set<string>();
  const trouble = tellOnce(onFault);
  return {
    async search(scope, query, limit, projectId) {
      const look = await lookFor({ store, embedder }, scope, query, projectId);
      const entries = await look('entries', limit);
      const decisions = projectId === undefined ? [] : unique(await look('decisions', limit * oversampling));
      // Half of the places belong to what was learnt, as far as it fills them.
      const room = Math.max(Math.floor(limit / 2), limit - entries.length);
      const found = [...entries, ...decisions.slice(0, room)].toSorted((a, b) => b.similarity - a.similarity);
      return found.slice(0, limit);
    },
    async lessons(scope, query, limit, projectId) {
      // An organization that has learnt nothing yet has nothing to remember, and need not wait for the embedder to load.
      const { organizationId } = scope;
      if (!learned.has(organizationId) && !(await store.single((tx) => hasLessons(tx, scope)))) return [];
      learned.add(organizationId);
      try {
        const look = await lookFor({ store, embedder }, scope, query, projectId);
        trouble.worked();
        return (await look('lessons', limit)).filter(({ similarity }) => similarity >= nearEnough);
      } catch (error) {
        if (toMaiosError(error).code !== 'EMBEDDER_UNAVAILABLE') throw error;
        trouble.failed(error);
        return [];
      }
    },
  };
}

type Look = (of: RememberedKind, limit: number) => Promise<readonly Recollection[]>;

async function lookFor(
  { store, embedder }: RecallParts,
  scope: Scope,
  query: string,
  projectId: string | undefined,
): Promise<Look> {
  const [vector] = await embedder.embed([query]);
  if (vector === undefined) return async () => [];
  const asked = {
    model: embedder.model,
    vector,
    now: store.clock.now(),
    ...(projectId === undefined ? {} : { projectId }),
  };
  return async (of, limit) => {
    const found = await store.transaction((tx) => nearest(tx, scope, { ...asked, of, limit }));
    return found.map(({ text, similarity, kind }) => ({ text, similarity, kind }));
  };
}

function unique(found: readonly Recollection[]): readonly Recollection[] {
  return found.filter((one, index) => found.findIndex(({ text }) => text === one.text) === index);
}
