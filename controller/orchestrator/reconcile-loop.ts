import { toMaiosError, type MaiosError } from '../errors/maios-error.ts';
import { type WorkQueue } from './work-queue.ts';

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

/**
 * Level-triggered: `reconcile` gets a key and nothing else, reads everything that it needs, and brings the world one
 * step closer to what is declared. An error of one key delays that key alone; one that only a change can mend
 * (disposition `terminal`) is reported and waits for that change.
 */
export function startReconcileLoop(options: ReconcileLoopOptions): { readonly stopped: Promise<void> } {
  const workers = Array.from({ length: options.workers }, async () => work(options));
  return { stopped: Promise.all(workers).then(() => undefined) };
}

async function work(options: ReconcileLoopOptions): Promise<void> {
  for (;;) {
    const key = await options.queue.take();
    if (key === undefined) return;
    await workOn(key, options);
    options.queue.done(key);
  }
}

async function workOn(key: string, { queue, reconcile, onError }: ReconcileLoopOptions): Promise<void> {
  try {
    schedule(key, await reconcile(key), queue);
    queue.forget(key);
  } catch (thrown) {
    const error = toMaiosError(thrown);
    if (error.row.disposition !== 'terminal' || error.code === 'INTERNAL') queue.addAfterFailure(key);
    await onError(key, error).catch(() => undefined);
  }
}

function schedule(key: string, outcome: Outcome, queue: WorkQueue): void {
  switch (outcome.kind) {
    case 'progressed':
    case 'outdated':
      queue.add(key);
      return;
    case 'settled':
      if (outcome.dueAt !== undefined) queue.addAt(key, outcome.dueAt);
  }
}
