import type { Router } from '@koa/router';
import Type from 'typebox';
import { MaiosError } from '../../errors/maios-error.ts';
import { decisionDetail } from '../../store/operations/views/decision-detail.ts';
import { listDecisionLines } from '../../store/operations/views/list-decision-lines.ts';
import { listTasks } from '../../store/operations/views/list-tasks.ts';
import { taskLogs } from '../../store/operations/views/task-logs.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import { found } from '../found.ts';
import { bodyOf } from '../read-body.ts';
import { withSlotWaits } from '../with-slot-waits.ts';
import { pathText, queryNumber, queryText } from '../read-query.ts';

const searchBody = bodyOf(
  Type.Object(
    {
      query: Type.String({ minLength: 1, maxLength: 4096 }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    },
    { additionalProperties: false },
  ),
);

/** What was done and why: tasks, their logs, decisions, and what is remembered. */
export function recordRoutes(router: Router, deps: ApiDependencies): void {
  const { store, scope, recall } = deps;

  router.get('/api/tasks', async (ctx) => {
    const project = queryText(ctx, 'project');
    const projects = queryNumber(ctx, 'projects', { min: 1, max: 100, fallback: 10 });
    const workforce = await deps.workforce();
    const tasks = await store.transaction((tx) =>
      listTasks(tx, scope, { project, projects }, workforce, (id, some) => withSlotWaits(tx, deps, id, some)),
    );
    ctx.body = { items: await found(deps, 'project', project ?? '', tasks) };
  });

  // A task is PROJECT/TASK or its id; the slash is escaped in the path.
  router.get('/api/tasks/:id/logs', async (ctx) => {
    const id = pathText(ctx, 'id');
    const after = queryText(ctx, 'after');
    const logs = await store.transaction((tx) => taskLogs(tx, scope, id, after));
    ctx.body = await found(deps, 'task', id, logs);
  });

  router.get('/api/decisions', async (ctx) => {
    const subject = subjectOf(queryText(ctx, 'project'), queryText(ctx, 'task'));
    const limit = queryNumber(ctx, 'limit', { min: 1, max: 1000, fallback: 100 });
    const lines = await store.transaction((tx) => listDecisionLines(tx, scope, subject, limit));
    ctx.body = { items: await found(deps, 'project or task', subject, lines) };
  });

  router.get('/api/decisions/:id', async (ctx) => {
    const id = pathText(ctx, 'id');
    const decision = await store.transaction((tx) => decisionDetail(tx, scope, id));
    ctx.body = await found(deps, 'decision', id, decision);
  });

  router.post('/api/memory/search', async (ctx) => {
    const { query, limit = 10 } = await searchBody(ctx);
    ctx.body = { items: await recall.search(scope, query, limit) };
  });
}

function subjectOf(project: string | undefined, task: string | undefined): string {
  if (task !== undefined && project !== undefined) return `${project}/${task}`;
  const subject = task ?? project;
  if (subject === undefined) throw new MaiosError('USAGE', 'expected ?project= or ?task=');
  return subject;
}
