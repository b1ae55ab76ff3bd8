/**
 * A port: what may be forgotten at any time, shared by all processes: the state of a session, the working memory of a run,
 * who is using what there are only so many of. Everything in it is also in the database, can be found out again, or comes
 * free by itself. Writing never fails and never waits; whatever is away is not there.
 */
export interface Ephemeral extends AsyncDisposable {
  /** Keeps a small text under a key for so long; the last one counts. */
  put(key: string, text: string, ttlMs: number): void;
  /** Those of the texts that are there. */
  read(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Adds piece number `n` to what is kept together under a key, and keeps all of it for so long. */
  addPiece(key: string, n: number, text: string, ttlMs: number): void;
  /** Those of the pieces that are there. */
  readPieces(key: string): Promise<ReadonlyMap<number, string>>;
  forget(key: string): void;
  /** One of `limit` places of that name, for as long as it is renewed; false when all are taken. */
  acquire(place: Place, limit: number): Promise<boolean>;
  /** Keeps the place for so long from now on. */
  renew(place: Place): void;
  release(place: Place): void;
}

/** A place that is held, until it is released or its time is over. */
export interface Place {
  /** What there are only so many of. */
  readonly name: string;
  readonly holder: string;
  readonly ttlMs: number;
}

/** Characters of one text or piece; a longer one is not kept, since it can be found out again. */
export const longestText = 65_536;
