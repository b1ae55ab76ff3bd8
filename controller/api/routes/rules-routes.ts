import type { Router, RouterContext } from '@koa/router';
import { feedPages } from '../../analysis/feed-pages.ts';
import { startJob } from '../../analysis/start-job.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { historyPage, type HistoryRange } from '../../store/operations/rule-sets/history-page.ts';
import { findProject } from '../../store/operations/views/find-project.ts';
import type { ApiDependencies } from '../api-dependencies.ts';
import { found } from '../found.ts';
import { goneSignal } from '../gone-signal.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { readText } from '../read-body.ts';
import { queryNumber, queryText } from '../read-query.ts';

/** Two rule sets of ten thousand rules. */
const maxBodyBytes = 32 * 1024 * 1024;
/** Decisions a page at most: the database is free for others in between. */
const pageSize = 250;

/** What is asked about rules as a whole. */
export function rulesRoutes(router: Router, deps: ApiDependencies): void {
  const inTurn = oneAtATime();

  router.post('/api/rules/diff', async (ctx) => {
    const range = await rangeOf(ctx, deps);
    // Neither the body nor the history is read here: either may be large, and the thread has the time.
    const text = await readText(ctx, maxBodyBytes);
    const signal = goneSignal(ctx);
    ctx.body = await inTurn(async () => replay(deps, range, text, signal));
  });
}

async function rangeOf(ctx: RouterContext, deps: ApiDependencies): Promise<Omit<HistoryRange, 'limit'>> {
  const ruleSet = queryText(ctx, 'ruleSet');
  if (ruleSet === undefined) throw new MaiosError('USAGE', 'expected ?ruleSet=');
  const since = queryNumber(ctx, 'since', { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: 0 });
  const name = queryText(ctx, 'project');
  if (name === undefined) return { ruleSet, since };
  const { store, scope } = deps;
  const project = await found(
    deps,
    'project',
    name,
    await store.transaction(async (tx) => findProject(tx, scope, name)),
  );
  return { ruleSet, since, projectId: project.id };
}

async function replay(
  { store, scope, catalog }: ApiDependencies,
  range: Omit<HistoryRange, 'limit'>,
  text: string,
  signal: AbortSignal,
) {
  const { ruleSet } = range;
  const inForce = catalog().get('RuleSet', ruleSet)?.resource;
  await using work = startJob('replay', { text, inForce, ruleSet }, signal);
  let after: string | undefined;
  return await feedPages(work, async () => {
    const at = { ...range, after, limit: pageSize };
    const page = await store.transaction(async (tx) => historyPage(tx, scope, at));
    after = page.last;
    return page.count === 0 ? undefined : page.text;
  });
}
