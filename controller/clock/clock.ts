/** A port: what time it is, and being called later. Everything that waits asks a clock, so that tests can turn it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once, not before `at`; returns how to call it off. Never keeps the process alive. */
  callAt(at: number, callback: () => void): () => void;
}

// The timers of a process count the time that it has been awake; how late it is, is asked again after so much of that.
const askAgainMs = 30_000;

/**
 * The time of this machine. Where it is set forward, or the machine has slept, calls that have become due are made within
 * half a minute; where it is set back, they wait.
 */
export function createSystemClock(wall: () => number = Date.now, longestMs = askAgainMs): Clock {
  return {
    now: wall,
    callAt(at, callback) {
      let timer: NodeJS.Timeout;
      const arm = (): void => {
        timer = setTimeout(look, Math.max(0, Math.min(at - wall(), longestMs)));
        timer.unref();
      };
      const look = (): void => (wall() < at ? arm() : callback());
      arm();
      return () => clearTimeout(timer);
    },
  };
}

export const systemClock: Clock = createSystemClock();

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
