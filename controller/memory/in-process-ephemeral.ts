import { type Ephemeral, longestText } from './ephemeral.ts';
import { createPlaces } from './places.ts';

interface Kept {
  readonly expiresAt: number;
  readonly text: string | undefined;
  readonly pieces: Map<number, string>;
}

const purgeFrom = 1000;

/** What a system of one process keeps in its own memory. */
export function createInProcessEphemeral(now: () => number = () => performance.now()): Ephemeral {
  const kept = new Map<string, Kept>();
  const places = createPlaces(now);
  let purgeAt = purgeFrom;

  const find = (key: string): Kept | undefined => {
    const found = kept.get(key);
    if (found === undefined || found.expiresAt > now()) return found;
    kept.delete(key);
    return undefined;
  };

  // What nobody asks for again would stay for ever.
  const purge = (): void => {
    if (kept.size < purgeAt) return;
    [...kept.keys()].forEach(find);
    purgeAt = Math.max(purgeFrom, kept.size * 2);
  };

  const keep = (key: string, text: string | undefined, pieces: Map<number, string>, ttlMs: number): void => {
    kept.set(key, { expiresAt: now() + ttlMs, text, pieces });
    purge();
  };

  return {
    put(key, text, ttlMs) {
      if (text.length <= longestText) keep(key, text, new Map(), ttlMs);
    },
    async read(keys) {
      return new Map(keys.flatMap((key) => entry(key, find(key)?.text)));
    },
    addPiece(key, n, text, ttlMs) {
      if (text.length > longestText) return;
      keep(key, undefined, (find(key)?.pieces ?? new Map<number, string>()).set(n, text), ttlMs);
    },
    readPieces: async (key) => new Map(find(key)?.pieces),
    forget: (key) => void kept.delete(key),
    acquire: async (place, limit) => places.acquire(place, limit),
    renew: places.renew,
    release: places.release,
    async [Symbol.asyncDispose]() {
      kept.clear();
    },
  };
}

function entry(key: string, text: string | undefined): readonly (readonly [string, string])[] {
  return text === undefined ? [] : [[key, text]];
}
