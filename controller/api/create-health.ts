import { Router } from '@koa/router';
import Koa from 'koa';
import { answerErrors } from './answer-errors.ts';
import type { AskHouse } from './house-state.ts';
import type { AskReadiness } from './readiness.ts';
import { readinessRoute } from './routes/health-routes.ts';

export interface HealthDependencies {
  readonly readiness: AskReadiness;
  readonly house: AskHouse;
  readonly version: string;
  readonly onFault: (error: Error) => void;
}

/** How a process is that serves no API: `/healthz` and `/readyz` alone. */
export function createHealth({ readiness, house, version, onFault }: HealthDependencies): Koa {
  const app = new Koa();
  const router = new Router();
  router.get('/healthz', async (ctx) => {
    ctx.body = { ok: true, version, ...(await house()) };
  });
  readinessRoute(router, readiness);
  app.use(answerErrors(onFault));
  app.use(router.routes());
  app.use(router.allowedMethods());
  app.silent = true;
  return app;
}
