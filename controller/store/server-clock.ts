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
  let ahead = aheadBy(undefined, await measure(ask));
  const again = setInterval(() => {
    measure(ask).then(
      (measured) => (ahead = aheadBy(ahead, measured)),
      () => undefined,
    );
  }, askAgainMs);
  again.unref();
  return {
    ...createSystemClock(() => Math.round(performance.now() + ahead)),
    [Symbol.dispose]: () => clearInterval(again),
  };
}

/** A time that the server said, and when it was asked and answered by this process's timer; milliseconds. */
export interface Measured {
  readonly asked: number;
  readonly time: number;
  readonly answered: number;
}

/**
 * By how much the server's time is ahead of this process's timer, given what was known. It was said at some moment between
 * question and answer, so that a busy server, or a process that was frozen meanwhile, says little: what was known is moved by
 * no more than the answer proves. Half of a delay of seconds would make each lease of this process, or of the others, end early.
 */
export function aheadBy(known: number | undefined, { asked, time, answered }: Measured): number {
  const least = time - answered;
  const most = time - asked;
  return Math.min(Math.max(known ?? (least + most) / 2, least), most);
}

async function measure(ask: AskTime): Promise<Measured> {
  const asked = performance.now();
  const time = await ask();
  return { asked, time, answered: performance.now() };
}
