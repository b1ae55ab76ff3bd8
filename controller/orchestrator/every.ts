import { type Clock } from '../clock/clock.ts';

/**
 * Works now and then: `ms` after it was started, and after each time that the work has ended. What the work throws is told
 * once, until it succeeds again. Disposing awaits the work.
 */
export function every(
  clock: Clock,
  ms: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): AsyncDisposable {
  let over = false;
  let isTold = false;
  let working = Promise.resolve();
  let callOff = (): void => undefined;
  const arm = (): void => {
    if (over) return;
    callOff = clock.callAt(clock.now() + ms, () => {
      working = attempt().finally(arm);
    });
  };
  const attempt = async (): Promise<void> => {
    try {
      await work();
      isTold = false;
    } catch (error) {
      if (!isTold && !over) onError(error);
      isTold = true;
    }
  };
  arm();
  return {
    async [Symbol.asyncDispose]() {
      over = true;
      callOff();
      await working;
    },
  };
}
