/** A port: what time it is, and being called later. Everything that waits asks a clock, so that tests can turn it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once, not before `at`; returns how to call it off. Never keeps the process alive. */
  callAt(at: number, callback: () => void): () => void;
}

// setTimeout takes at most 2^31 - 1 ms; a later call is set again from there.
const maxDelayMs = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  callAt(at, callback) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const delayMs = Math.max(0, at - Date.now());
      timer = setTimeout(delayMs > maxDelayMs ? arm : callback, Math.min(delayMs, maxDelayMs));
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is advanced; due calls are made in the order of their time. */
export interface VirtualClock extends Clock {
  advance(ms: number): void;
}

export function createVirtualClock(start: number): VirtualClock {
  let now = start;
  let calls: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    callAt(at, callback) {
      const call = { at, callback };
      calls.push(call);
      return () => {
        calls = calls.filter((other) => other !== call);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = calls.filter((call) => call.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        calls = calls.filter((call) => call !== next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
    },
  };
}
