import { type Clock } from '../clock/clock.ts';

/** Works now and then: `ms` after it was started, and after each time that the work has ended. Disposing awaits the work. */
export function every(clock: Clock, ms: number, work: () => Promise<void>): AsyncDisposable {
  let over = false;
  let working = Promise.resolve();
  let callOff = (): void => undefined;
  const arm = (): void => {
    if (over) return;
    callOff = clock.callAt(clock.now() + ms, () => {
      working = work().finally(arm);
    });
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
