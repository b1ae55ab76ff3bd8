import type { Clock } from '../../clock/clock.ts';

export interface BackOff {
  readonly baseMs: number;
  readonly maxMs: number;
}

const defaultBackOff: BackOff = { baseMs: 250, maxMs: 300_000 };

/**
 * A queue of keys, with the semantics of client-go's work queue: a key waits at most once, is never worked on by two
 * workers, and one that is added while it is worked on is worked on once more afterwards. A key says nothing of why it
 * was added: the worker looks at the state of the world.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #backOff: BackOff;
  readonly #ready = new Set<string>();
  readonly #urgent = new Set<string>();
  readonly #dirty = new Set<string>();
  readonly #processing = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #due = new Map<string, { at: number; cancel: () => void }>();
  readonly #takers: ((key: string | undefined) => void)[] = [];
  #closed = false;

  constructor(clock: Clock, backOff: BackOff = defaultBackOff) {
    this.#clock = clock;
    this.#backOff = backOff;
  }

  add(key: string): void {
    if (this.#closed || this.#dirty.has(key)) return;
    this.#dirty.add(key);
    if (!this.#processing.has(key)) this.#push(key);
  }

  /** Adds the key, or moves it, before all that were added otherwise: something is kept for it meanwhile. */
  addUrgent(key: string): void {
    if (this.#closed) return;
    this.#urgent.add(key);
    if (this.#ready.delete(key)) return;
    this.add(key);
  }

  /** Adds the key at a time; of several times for one key the earliest counts. */
  addAt(key: string, at: number): void {
    if (this.#closed) return;
    const waiting = this.#due.get(key);
    if (waiting !== undefined && waiting.at <= at) return;
    waiting?.cancel();
    const cancel = this.#clock.callAt(at, () => {
      this.#due.delete(key);
      this.add(key);
    });
    this.#due.set(key, { at, cancel });
  }

  /** Adds the key after a delay that doubles with each failure until `forget`. */
  addAfterFailure(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const delayMs = Math.min(this.#backOff.maxMs, this.#backOff.baseMs * 2 ** failures);
    this.addAt(key, this.#clock.now() + delayMs);
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** The next key, as soon as there is one; undefined once the queue is closed. Every key taken must be given to `done`. */
  async take(): Promise<string | undefined> {
    const key = this.#next();
    if (key !== undefined) return this.#start(key);
    if (this.#closed) return undefined;
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  done(key: string): void {
    this.#processing.delete(key);
    if (this.#dirty.has(key)) this.#push(key);
  }

  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#due.values()) cancel();
    this.#due.clear();
    this.#ready.clear();
    this.#urgent.clear();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  #push(key: string): void {
    const taker = this.#takers.shift();
    if (taker !== undefined) taker(this.#start(key));
    else if (!this.#urgent.has(key)) this.#ready.add(key);
  }

  // An urgent key that is being worked on has to wait for that.
  #next(): string | undefined {
    for (const key of this.#urgent) if (!this.#processing.has(key)) return key;
    return this.#ready.values().next().value;
  }

  #start(key: string): string {
    this.#dirty.delete(key);
    this.#ready.delete(key);
    this.#urgent.delete(key);
    this.#processing.add(key);
    return key;
  }
}
