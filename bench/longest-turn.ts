/** The longest that one turn of the event loop took, in milliseconds. */
export interface Turn {
  readonly ms: number;
  /** What of it was work of this thread; the rest went to other threads and processes of the machine. */
  readonly ownMs: number;
}

/** The longest time between two turns of the event loop while work is going on. */
export async function longestTurn(work: () => Promise<unknown>): Promise<Turn> {
  let longest: Turn = { ms: 0, ownMs: 0 };
  let before = present();
  const look = (): void => {
    const now = present();
    if (now.ms - before.ms > longest.ms) longest = { ms: now.ms - before.ms, ownMs: now.ownMs - before.ownMs };
    before = now;
  };
  const watch = setInterval(look);
  await work();
  look();
  clearInterval(watch);
  return longest;
}

function present(): Turn {
  const { user, system } = process.threadCpuUsage();
  return { ms: performance.now(), ownMs: (user + system) / 1000 };
}
