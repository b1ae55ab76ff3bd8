import type { Router, RouterContext } from '@koa/router';
import { why } from '../../store/operations/views/why.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import { explainDecision } from '../explain/explain-decision.ts';
import { explainDecisions } from '../explain/explain-decisions.ts';
import { wantedEvent } from '../explain/wanted-event.ts';
import { whyNot } from '../explain/why-not.ts';
import { found } from '../found.ts';
import { goneSignal } from '../gone-signal.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { pathText, queryText } from '../read-query.ts';

/** Why things are as they are, and what it would take for them to be otherwise. */
export function explainRoutes(router: Router, deps: ApiDependencies): void {
  const { store, scope } = deps;
  const inTurn = oneAtATime();
  const askingFor = (ctx: RouterContext) => ({ ...deps, inTurn, signal: goneSignal(ctx) });

  router.get('/api/why/:id', async (ctx) => {
    const id = pathText(ctx, 'id');
    const made = await store.transaction(async (tx) => why(tx, scope, id));
    const view = await found(deps, 'decision, task or project', id, made);
    ctx.body = { ...view, decisions: await explainDecisions(askingFor(ctx), view.decisions) };
  });

  router.get('/api/why-not/:id', async (ctx) => {
    const id = pathText(ctx, 'id');
    const wanted = wantedEvent(queryText(ctx, 'to') ?? 'Complete');
    ctx.body = await found(deps, 'task or project', id, await whyNot(askingFor(ctx), id, wanted));
  });

  router.get('/api/decisions/:id/explanation', async (ctx) => {
    ctx.body = await explainDecision(askingFor(ctx), pathText(ctx, 'id'));
  });
}
