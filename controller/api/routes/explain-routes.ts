import { type Router } from '@koa/router';
import { why } from '../../store/operations/views/why.ts';
import { type ApiDependencies } from '../api-dependencies.ts';
import { explainDecision } from '../explain/explain-decision.ts';
import { explainDecisions } from '../explain/explain-decisions.ts';
import { found } from '../found.ts';
import { pathText } from '../read-query.ts';

/** Why things are as they are, and what it would take for them to be otherwise. */
export function explainRoutes(router: Router, deps: ApiDependencies): void {
  const { store, scope, catalog } = deps;

  router.get('/api/why/:id', async (ctx) => {
    const id = pathText(ctx, 'id');
    ctx.body = await store.transaction(async (tx) => {
      const view = found(await why(tx, scope, id), 'decision, task or project', id);
      return { ...view, decisions: await explainDecisions(tx, scope, catalog(), view.decisions) };
    });
  });

  router.get('/api/decisions/:id/explanation', async (ctx) => {
    const id = pathText(ctx, 'id');
    ctx.body = found(await explainDecision(deps, id), 'decision', id);
  });
}
