import type { ErrorCode } from '../../errors/catalogue.ts';
import { MaiosError, toMaiosError } from '../../errors/maios-error.ts';
import type { WorkQueue } from './work-queue.ts';

/** What a reconcile came to; the loop below is the only place that knows what follows from it. */
export type Outcome =
  /** Something changed: look again at once, until nothing does. */
  | { readonly kind: 'progressed' }
  /** Nothing to do now; `dueAt` is when the verdict can next change by itself, if it can. */
  | { readonly kind: 'settled'; readonly dueAt: number | undefined }
  /** Somebody else changed it first: observe again. */
  | { readonly kind: 'outdated' };

export interface ReconcileLoopOptions {
  readonly queue: WorkQueue;
  readonly workers: number;
  readonly reconcile: (key: string) => Promise<Outcome>;
  readonly onError: (key: string, error: MaiosError) => Promise<void>;
}

/** Steps on end without rest after which something is wrong; the longest honest chains rest between the ends of runs. */
const mostOnEnd = 1000;

/** What no change of the project mends, and may be over by itself all the same. */
const ourFaults: ReadonlySet<ErrorCode> = new Set(['INTERNAL', 'STORE_BUG']);

/**
 * Level-triggered: `reconcile` gets a key and nothing else, reads everything that it needs, and brings the world one
 * step closer to what is declared. An error of one key delays that key alone; one that only a change can mend
 * (disposition `terminal`) is reported and waits for that change. A key that never comes to rest, for instance because
 * two rules undo each other, is reported (RULES_ILLEGAL) and slowed down like a failing one.
 */
export function startReconcileLoop(options: ReconcileLoopOptions): { readonly stopped: Promise<void> } {
  const steps = new Map<string, number>();
  const workers = Array.from({ length: options.workers }, async () => work(options, steps));
  return { stopped: Promise.all(workers).then(() => undefined) };
}

async function work(options: ReconcileLoopOptions, steps: Map<string, number>): Promise<void> {
  for (;;) {
    const key = await options.queue.take();
    if (key === undefined) return;
    await workOn(key, options, steps);
    options.queue.done(key);
  }
}

async function workOn(key: string, options: ReconcileLoopOptions, steps: Map<string, number>): Promise<void> {
  const { queue, reconcile } = options;
  const tell = async (error: MaiosError): Promise<void> => options.onError(key, error).catch(() => undefined);
  try {
    const endless = schedule(key, await reconcile(key), queue, steps);
    if (endless !== undefined) await tell(endless);
  } catch (thrown) {
    const error = toMaiosError(thrown);
    if (error.row.disposition !== 'terminal' || ourFaults.has(error.code)) queue.addAfterFailure(key);
    await tell(error);
  }
}

function schedule(key: string, outcome: Outcome, queue: WorkQueue, steps: Map<string, number>): MaiosError | undefined {
  switch (outcome.kind) {
    case 'progressed':
    case 'outdated': {
      const onEnd = (steps.get(key) ?? 0) + 1;
      steps.set(key, onEnd);
      if (onEnd > mostOnEnd) queue.addAfterFailure(key);
      else queue.add(key);
      return onEnd > mostOnEnd ? endlessAfter(onEnd) : undefined;
    }
    case 'settled':
      steps.delete(key);
      queue.forget(key);
      if (outcome.dueAt !== undefined) queue.addAt(key, outcome.dueAt);
      return undefined;
  }
}

function endlessAfter(steps: number): MaiosError {
  const found = `found ${steps} steps on end; do two rules undo each other?`;
  return new MaiosError('RULES_ILLEGAL', `expected the project to come to rest, ${found}`);
}
