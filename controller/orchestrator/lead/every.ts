import type { Clock } from '../../clock/clock.ts';
import { tellOnce } from '../../errors/tell-once.ts';

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
  let working = Promise.resolve();
  let callOff = (): void => undefined;
  const trouble = tellOnce((error) => {
    if (!over) onError(error);
  });
  const arm = (): void => {
    if (over) return;
    callOff = clock.callAt(clock.now() + ms, () => {
      working = attempt().finally(arm);
    });
  };
  const attempt = async (): Promise<void> => {
    try {
      await work();
      trouble.worked();
    } catch (error) {
      trouble.failed(error);
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
