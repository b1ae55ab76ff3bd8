/** What is kept under one key: a text, or numbered pieces. */
export interface Kept {
  readonly text: string | undefined;
  readonly pieces: ReadonlyMap<number, string>;
  readonly ttlMs: number;
}

/** What is to be carried out at once: first all that is forgotten, then all that is kept. */
export interface Changes {
  readonly forgotten: readonly string[];
  readonly kept: ReadonlyMap<string, Kept>;
}

/** Writing that waits a moment: what is said anew or forgotten within that is never sent. */
export interface Unwritten {
  put(key: string, text: string, ttlMs: number): void;
  addPiece(key: string, n: number, text: string, ttlMs: number): void;
  forget(key: string): void;
  /** Writes now what has been waiting. */
  flush(): void;
}

/** Hands over together, at most `delayMs` later, what many small runs say within a moment. */
export function createUnwritten(write: (changes: Changes) => void, delayMs: number): Unwritten {
  let forgotten = new Set<string>();
  let kept = new Map<string, Kept>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (forgotten.size + kept.size === 0) return;
    const changes = { forgotten: [...forgotten], kept };
    forgotten = new Set();
    kept = new Map();
    write(changes);
  };
  const soon = (): void => {
    timer ??= setTimeout(flush, delayMs).unref();
  };
  return {
    put(key, text, ttlMs) {
      kept.set(key, { text, pieces: new Map(), ttlMs });
      soon();
    },
    addPiece(key, n, text, ttlMs) {
      const pieces = new Map(kept.get(key)?.pieces).set(n, text);
      kept.set(key, { text: undefined, pieces, ttlMs });
      soon();
    },
    forget(key) {
      kept.delete(key);
      forgotten.add(key);
      soon();
    },
    flush,
  };
}
