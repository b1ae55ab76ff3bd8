import type { Middleware } from 'koa';
import { MaiosError } from '../errors/maios-error.ts';

/** Requests that are answered at the same time. More would wait for the database in memory, each with its body. */
const maxRequests = 200;

/** Refuses what comes while very many requests are under way, before anything of it is read. Whether it is alive is always told. */
export function limitRequests(most = maxRequests): Middleware {
  let underWay = 0;
  return async (ctx, next) => {
    if (ctx.path === '/healthz' || ctx.path === '/readyz') {
      await next();
      return;
    }
    if (underWay >= most) {
      const message = `expected fewer than ${most} requests at once, found ${underWay}`;
      throw new MaiosError('OVERLOADED', message, { fix: 'Try again in a moment.', details: { retryAfterSeconds: 1 } });
    }
    underWay += 1;
    try {
      await next();
    } finally {
      underWay -= 1;
    }
  };
}
