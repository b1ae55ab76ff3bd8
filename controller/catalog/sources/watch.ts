import type { Clock } from '../../clock/clock.ts';
import { hangDoorbell, type Doorbell } from './doorbell.ts';

/** The watching of a source, which outlives the disappearance of what it watches. */
export interface Watch extends AsyncDisposable {
  start(onChange: () => void): Promise<void>;
  /** Before each reading: watches again what was lost, so that nothing that happens after it can be missed. */
  ensure(): Promise<void>;
  /** What is watched cannot be read: look again after a while, for its watcher may be as gone as it is. */
  lose(): Promise<void>;
  /** It was read: the next loss is the first one again. */
  recover(): void;
  /** Rings once more, not before `at`. */
  ringAt(at: number): void;
}

export interface WatchOptions {
  /** What to watch; asked for each time anew. */
  readonly paths: () => Promise<readonly string[]>;
  readonly isIgnored: (path: string) => boolean;
  readonly clock: Clock;
}

// How long an unreadable source is left alone, at first and at most; nothing is polled while all is well.
const firstRetryMs = 2000;
const longestRetryMs = 30_000;

export function createWatch({ paths, isIgnored, clock }: WatchOptions): Watch {
  let ring: (() => void) | undefined;
  let doorbell: Doorbell | undefined;
  let retryMs = firstRetryMs;
  const calls = new Set<() => void>();

  const ringAt = (at: number): void => {
    const callOff = clock.callAt(at, () => {
      calls.delete(callOff);
      ring?.();
    });
    calls.add(callOff);
  };
  const drop = async (): Promise<void> => {
    const dropped = doorbell;
    doorbell = undefined;
    await dropped?.[Symbol.asyncDispose]();
  };
  const ensure = async (): Promise<void> => {
    if (ring === undefined || doorbell !== undefined) return;
    doorbell = await hangDoorbell({ paths: await paths(), isIgnored, clock, onRing: () => ring?.() });
    // Disposed of in the meantime.
    if (ring === undefined) await drop();
  };
  return {
    async start(onChange) {
      ring = onChange;
      // A source that cannot be read yet says so when it is read.
      await ensure().catch(() => undefined);
    },
    ensure,
    async lose() {
      await drop();
      if (ring !== undefined) ringAt(clock.now() + retryMs);
      retryMs = Math.min(2 * retryMs, longestRetryMs);
    },
    recover() {
      retryMs = firstRetryMs;
    },
    ringAt,
    async [Symbol.asyncDispose]() {
      ring = undefined;
      for (const callOff of calls) callOff();
      await drop();
    },
  };
}
