/** Whether runs are begun, on a disk that became full under one of them. */
export interface HoldBack {
  /** None is begun for now. */
  isOn(): boolean;
  /** The disk was full for a run; whether that is news. */
  full(): boolean;
  /** A run came through. */
  through(): void;
}

const firstMs = 5000;
const mostMs = 60_000;

/**
 * What filled the disk fills it again: the pause before the next try grows from five seconds to a minute, until a run comes
 * through that was begun after it. Times of `now` are in milliseconds.
 */
export function createHoldBack(now: () => number = () => performance.now()): HoldBack {
  let pauseMs = 0;
  let until = Number.NEGATIVE_INFINITY;
  return {
    isOn: () => now() < until,
    full() {
      const isNews = pauseMs === 0;
      // Those that were under way meet the same full disk.
      if (now() >= until) {
        pauseMs = Math.min(mostMs, Math.max(firstMs, pauseMs * 2));
        until = now() + pauseMs;
      }
      return isNews;
    },
    through() {
      if (now() >= until) pauseMs = 0;
    },
  };
}
