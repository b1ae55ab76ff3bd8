import { Router } from '@koa/router';
import Koa from 'koa';
import { answerErrors } from './answer-errors.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import { limitRequests } from './limit-requests.ts';
import { pausedNow } from './paused-now.ts';
import { refuseForeignPages } from './refuse-foreign-pages.ts';
import { requireToken } from './require-token.ts';
import { backupRoutes } from './routes/backup-routes.ts';
import { catalogRoutes } from './routes/catalog-routes.ts';
import { controlRoutes } from './routes/control-routes.ts';
import { explainRoutes } from './routes/explain-routes.ts';
import { readinessRoute } from './routes/health-routes.ts';
import { organizationRoutes } from './routes/organization-routes.ts';
import { projectRoutes } from './routes/project-routes.ts';
import { recordRoutes } from './routes/record-routes.ts';
import { rulesRoutes } from './routes/rules-routes.ts';

/** The HTTP API over one organization. JSON in, JSON out; errors as RFC 9457 problems. */
export function createApi(deps: ApiDependencies): Koa {
  const app = new Koa();
  const router = new Router();
  router.get('/healthz', async (ctx) => {
    const { version, works } = deps;
    const [paused, house] = await Promise.all([pausedNow(deps), deps.house()]);
    ctx.body = { ok: true, version, works, paused, ...house, selfCheck: deps.selfCheck() ?? null };
  });
  readinessRoute(router, deps.readiness);
  const all = [
    projectRoutes,
    controlRoutes,
    organizationRoutes,
    catalogRoutes,
    recordRoutes,
    explainRoutes,
    rulesRoutes,
    backupRoutes,
  ];
  for (const routes of all) routes(router, deps);
  app.use(answerErrors(deps.onFault));
  app.use(limitRequests());
  app.use(refuseForeignPages({ anyHost: deps.token !== undefined }));
  if (deps.token !== undefined) app.use(requireToken(deps.token));
  app.use(router.routes());
  app.use(router.allowedMethods());
  // What breaks while a body is being sent, a client gone for instance; koa would print it.
  app.silent = true;
  return app;
}
