import type { Router } from '@koa/router';
import Type from 'typebox';
import { MaiosError } from '../../errors/maios-error.ts';
import { requireProject } from '../../orchestrator/control/hand-over.ts';
import { missingProject } from '../../store/operations/retention/missing-project.ts';
import { readEvents } from '../../store/operations/events/read-events.ts';
import { listProjects } from '../../store/operations/views/list-projects.ts';
import { projectDetail } from '../../store/operations/views/project-detail.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import { bodyOf } from '../read-body.ts';
import { pathText, queryNumber, queryText } from '../read-query.ts';
import { streamEvents } from '../stream-events.ts';
import { withProgress } from '../with-progress.ts';
import { withSlotWaits } from '../with-slot-waits.ts';

const startBody = bodyOf(
  Type.Object(
    {
      request: Type.String({ minLength: 1, maxLength: 16_384, pattern: '\\S' }),
      name: Type.Optional(Type.String({ pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 })),
    },
    { additionalProperties: false },
  ),
);

/** Start projects and look at them. */
export function projectRoutes(router: Router, deps: ApiDependencies): void {
  const { store, scope, control } = deps;

  router.post('/api/projects', async (ctx) => {
    const started = await control.startProject(scope, await startBody(ctx));
    ctx.status = 201;
    ctx.set('Location', `/api/projects/${started.id}`);
    ctx.body = started;
  });

  router.get('/api/projects', async (ctx) => {
    const limit = queryNumber(ctx, 'limit', { min: 1, max: 1000, fallback: 100 });
    const name = queryText(ctx, 'name');
    ctx.body = { items: await store.transaction((tx) => listProjects(tx, scope, { limit, name })) };
  });

  router.get('/api/projects/:id', async (ctx) => {
    const id = pathText(ctx, 'id');
    const workforce = await deps.workforce();
    const view = await store.transaction(async (tx) => {
      const detail = await projectDetail(tx, scope, id, workforce);
      if (detail === undefined) throw await missingProject(tx, scope, id);
      return { ...detail, tasks: await withSlotWaits(tx, deps, detail.id, detail.tasks) };
    });
    ctx.body = await withProgress(deps, view);
  });

  router.get('/api/projects/:id/events', async (ctx) => {
    const id = pathText(ctx, 'id');
    const since = sinceOf(ctx.get('Last-Event-ID')) ?? queryNumber(ctx, 'since', { min: 0, max: 2 ** 52, fallback: 0 });
    const project = await store.transaction((tx) => requireProject(tx, scope, id));
    if (ctx.accepts('application/json', 'text/event-stream') === 'text/event-stream') {
      streamEvents(ctx, deps, project.id, since);
      return;
    }
    const limit = queryNumber(ctx, 'limit', { min: 1, max: 1000, fallback: 1000 });
    ctx.body = {
      items: await store.transaction((tx) => readEvents(tx, scope, { projectId: project.id, since, limit })),
    };
  });
}

function sinceOf(lastEventId: string): number | undefined {
  if (lastEventId === '') return undefined;
  const seq = Number(lastEventId);
  if (Number.isInteger(seq) && seq >= 0) return seq;
  throw new MaiosError('USAGE', `Last-Event-ID: expected a whole number, found "${lastEventId}"`);
}
