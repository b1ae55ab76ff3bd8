import { Router } from '@koa/router';
import Koa from 'koa';
import { answerErrors } from './answer-errors.ts';
import { type AskReadiness } from './readiness.ts';
import { readinessRoute } from './routes/health-routes.ts';

/** How a process is that serves no API: `/healthz` and `/readyz` alone. */
export function createHealth(ask: AskReadiness, version: string, onFault: (error: Error) => void): Koa {
  const app = new Koa();
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = { ok: true, version };
  });
  readinessRoute(router, ask);
  app.use(answerErrors(onFault));
  app.use(router.routes());
  app.use(router.allowedMethods());
  app.silent = true;
  return app;
}
