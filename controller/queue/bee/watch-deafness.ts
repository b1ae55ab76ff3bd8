import { NoAnswer } from './within.ts';

export interface Watched {
  readonly everyMs: number;
  /** Jobs that wait; rejects when the queue cannot be asked. */
  readonly waiting: () => Promise<number>;
  /** Its connections could not be made, and it will not try again. */
  readonly isBroken: () => boolean;
  /** How many jobs have arrived so far. */
  readonly deliveries: () => number;
  readonly canTakeMore: () => boolean;
  /** Makes the queue's connections anew. */
  readonly replace: () => void;
}

type Finding = 'fine' | 'deaf' | 'silent' | 'away' | 'broken';

/**
 * After how many looks in a row the connections are made anew. Jobs that wait may just be about to arrive, and while Redis
 * is away the client tries by itself, but it does so for ever on a connection that was half-open from the start.
 */
const patience: Readonly<Record<Finding, number>> = {
  fine: Number.POSITIVE_INFINITY,
  deaf: 2,
  silent: 1,
  away: 5,
  broken: 1,
};

/**
 * A half-open connection gives no error: a worker that waits on one waits for ever. So the queue counts as deaf when jobs
 * wait, there is room for them, and none has arrived from one look to the next; and as silent when it does not answer.
 * Returns how to stop watching.
 */
export function watchDeafness(watched: Watched): () => void {
  let last: { readonly finding: Finding; readonly deliveries: number } | undefined;
  let count = 0;
  let isLooking = false;

  const look = async (): Promise<void> => {
    const finding = await find(watched);
    const deliveries = watched.deliveries();
    const isSame = last?.finding === finding && (finding !== 'deaf' || last.deliveries === deliveries);
    count = isSame ? count + 1 : 1;
    last = { finding, deliveries };
    if (count < patience[finding]) return;
    last = undefined;
    watched.replace();
  };

  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => (isLooking = false));
  }, watched.everyMs).unref();
  return () => clearInterval(timer);
}

async function find({ waiting, isBroken, canTakeMore }: Watched): Promise<Finding> {
  if (isBroken()) return 'broken';
  try {
    return (await waiting()) > 0 && canTakeMore() ? 'deaf' : 'fine';
  } catch (error) {
    return error instanceof Error && error.cause instanceof NoAnswer ? 'silent' : 'away';
  }
}
