import type { Clock } from '../../clock/clock.ts';

/** When the time of a run is over. Only what the run is busy with counts. */
export interface Deadline extends Disposable {
  /** In milliseconds since 1970. */
  readonly at: number;
  /** Gives the time back that the run had to wait for others. */
  postpone(ms: number): void;
}

/** Calls `onOver` once, when the time is over and not before; never once it is disposed of. */
export function createDeadline(clock: Clock, dueAt: number, onOver: () => void): Deadline {
  let at = dueAt;
  let callOff = clock.callAt(at, onOver);
  return {
    get at() {
      return at;
    },
    postpone(ms) {
      callOff();
      at += ms;
      callOff = clock.callAt(at, onOver);
    },
    [Symbol.dispose]: () => callOff(),
  };
}
