import { tellOnce } from '../errors/tell-once.ts';

/** Something that was started ahead and serves once. */
export interface Spare extends AsyncDisposable {
  /** False when it died while it waited. */
  readonly alive: () => boolean;
}

export interface PoolOptions<T extends Spare> {
  readonly start: () => Promise<T>;
  /** The most that wait at a time. */
  readonly max: number;
  /** Told when a spare could not be started, once until one could; the next asking tries again. */
  readonly onFault: (error: unknown) => void;
  readonly now?: () => number;
}

/** Keeps things started ahead; disposing it ends those that wait. */
export interface Pool<T extends Spare> extends AsyncDisposable {
  /** One that nobody else gets, or undefined when none is ready. It starts none: `fill` does, once the taker is served. */
  take(): T | undefined;
  /** Starts as many as lately were asked for; resolves when no start is under way. */
  fill(): Promise<void>;
  readonly waiting: () => number;
}

// Demand is what was asked for within this time; what nobody asks for any more is ended after it.
const demandMs = 60_000;
// A sandbox that waited for long may have lost its daemon or its folder.
const maxAgeMs = 600_000;
const lookEveryMs = 10_000;

interface Waiting<T> {
  readonly spare: T;
  readonly since: number;
}

/**
 * As many spares as were asked for in the last minute, and no more than `max`. One is started at a time, so that refilling
 * never takes the machine from those who work; nothing is started before the first is asked for.
 */
export function createPool<T extends Spare>({ start, max, onFault, now = Date.now }: PoolOptions<T>): Pool<T> {
  let waiting: Waiting<T>[] = [];
  let filling: Promise<void> | undefined;
  let closed = false;
  const demand = createDemand(max, now);
  const trouble = tellOnce(onFault);
  const startOne = async (): Promise<void> => {
    const spare = await start();
    trouble.worked();
    if (closed) await endSpare(spare, onFault);
    else waiting.push({ spare, since: now() });
  };
  const refill = async (): Promise<void> => {
    while (!closed && waiting.length < demand.wanted()) await startOne();
  };
  const fill = (): Promise<void> => {
    filling ??= refill()
      .catch(trouble.failed)
      .finally(() => (filling = undefined));
    return filling;
  };
  const discard = (unwanted: readonly Waiting<T>[]): void => {
    waiting = waiting.filter((one) => !unwanted.includes(one));
    for (const { spare } of unwanted) void endSpare(spare, onFault);
  };
  const look = (): void => {
    discard(waiting.filter(({ spare, since }) => !spare.alive() || now() - since > maxAgeMs));
    discard(waiting.slice(demand.wanted()));
    void fill();
  };
  const timer = setInterval(look, lookEveryMs).unref();
  return {
    take() {
      demand.ask();
      discard(waiting.filter(({ spare }) => !spare.alive()));
      return waiting.shift()?.spare;
    },
    fill,
    waiting: () => waiting.length,
    async [Symbol.asyncDispose]() {
      closed = true;
      clearInterval(timer);
      await filling;
      await Promise.all(waiting.splice(0).map(({ spare }) => spare[Symbol.asyncDispose]()));
    },
  };
}

// How many were asked for lately, at most `max`.
function createDemand(max: number, now: () => number): { ask(): void; wanted(): number } {
  let asked: number[] = [];
  return {
    ask: () => void asked.push(now()),
    wanted() {
      asked = asked.filter((at) => now() - at < demandMs);
      return Math.min(max, asked.length);
    },
  };
}

/** Ends one that is not wanted any more. */
export async function endSpare(spare: Spare, onFault: (error: unknown) => void): Promise<void> {
  try {
    await spare[Symbol.asyncDispose]();
  } catch (error) {
    onFault(error);
  }
}
