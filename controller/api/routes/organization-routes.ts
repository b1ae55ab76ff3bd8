import type { Router } from '@koa/router';
import { organizationView } from '../../store/operations/views/organization-view.ts';
import type { ApiDependencies } from '../api-dependencies.ts';

/** The organization as a whole: how it stands, and a pause of everything. */
export function organizationRoutes(router: Router, { store, scope, control }: ApiDependencies): void {
  router.get('/api/organization', async (ctx) => {
    ctx.body = await store.transaction((tx) => organizationView(tx, scope));
  });

  router.post('/api/organization/pause', async (ctx) => {
    ctx.body = await control.setPaused(scope, true);
  });

  router.post('/api/organization/resume', async (ctx) => {
    ctx.body = await control.setPaused(scope, false);
  });
}
