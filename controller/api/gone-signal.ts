import type { RouterContext } from '@koa/router';

/** Aborted once nobody waits for the answer any more. */
export function goneSignal({ res }: RouterContext): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  return gone.signal;
}
