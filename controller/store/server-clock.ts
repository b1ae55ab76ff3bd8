import { type Clock, createSystemClock } from '../clock/clock.ts';

/** The time of a database server, in milliseconds since 1970; as of now. */
type AskTime = () => Promise<number>;

export interface ServerClock extends Clock, Disposable {}

/** Time that is asked for so rarely differs by less than a millisecond; a server whose clock was set is followed within it. */
const askAgainMs = 15_000;

/**
 * The clock of the database server, which every process on it has in common: the leases that one writes are read by
 * another, on a machine whose clock may be wrong, or be set meanwhile. Between two questions the process counts the time
 * itself, by a timer that nobody can set. Fails as the first question does; a later one that fails is asked again.
 */
export async function followServerClock(ask: AskTime): Promise<ServerClock> {
  let ahead = await measure(ask);
  const again = setInterval(() => {
    measure(ask).then(
      (measured) => (ahead = measured),
      () => undefined,
    );
  }, askAgainMs);
  again.unref();
  return {
    ...createSystemClock(() => Math.round(performance.now() + ahead)),
    [Symbol.dispose]: () => clearInterval(again),
  };
}

// By how much the server's time is ahead of this process's timer: the answer was made half of the way through.
async function measure(ask: AskTime): Promise<number> {
  const asked = performance.now();
  const time = await ask();
  return time - (asked + performance.now()) / 2;
}
