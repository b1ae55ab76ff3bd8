import type { Work } from './start-job.ts';

/** Feeds a job with all that `next` gives, until that is undefined; the next piece is read while the job has the one before. */
export async function feedPages<Piece, Result>(
  work: Work<Piece, Result>,
  next: () => Promise<Piece | undefined>,
): Promise<Result> {
  let fed = Promise.resolve();
  for (;;) {
    const [piece] = await Promise.all([next(), fed]);
    if (piece === undefined) return await work.finish();
    fed = work.feed(piece);
    // Told at the next turn; until then nobody waits for it.
    fed.catch(() => undefined);
  }
}
