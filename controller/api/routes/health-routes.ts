import type { Router } from '@koa/router';
import type { AskReadiness } from '../readiness.ts';

/**
 * Whether it can do its part now: 503 while the database or Redis is away, so that a balancer asks another server. It is
 * alive all the while: nothing is gained by starting it anew.
 */
export function readinessRoute(router: Router, ask: AskReadiness): void {
  router.get('/readyz', async (ctx) => {
    const readiness = await ask();
    ctx.status = readiness.ready ? 200 : 503;
    if (!readiness.ready) ctx.set('Retry-After', '2');
    ctx.body = readiness;
  });
}
