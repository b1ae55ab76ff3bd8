import type { TakenJob } from './bee/client.ts';
import type { Release } from './slots.ts';

/** The slots of one line: each is there before a job is taken, and goes with it. */
export interface HeldSlots {
  /** Takes a slot, then the next job; gives the slot back when there is none. */
  takeWith(slot: () => Promise<Release>, next: () => Promise<TakenJob | null>): Promise<TakenJob | null>;
  /** The slot that a taken job came with, which is whoever begins the job's to give back. */
  of(job: TakenJob): Release;
  /** Gives back those that no job has begun with. */
  releaseUnused(): void;
}

export function createHeldSlots(): HeldSlots {
  const unused = new Set<Release>();
  const slots = new WeakMap<TakenJob, Release>();
  const giveBack = (release: Release): void => {
    unused.delete(release);
    release();
  };
  return {
    async takeWith(slot, next) {
      const release = await slot();
      unused.add(release);
      try {
        const job = await next();
        if (job === null) giveBack(release);
        else slots.set(job, release);
        return job;
      } catch (error) {
        giveBack(release);
        throw error;
      }
    },
    of(job) {
      const release = slots.get(job) ?? (() => undefined);
      unused.delete(release);
      return release;
    },
    releaseUnused: () => unused.forEach(giveBack),
  };
}
