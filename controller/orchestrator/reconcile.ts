import { type RunQueue } from '../queue/queue.ts';
import { type Scope } from '../store/scope.ts';
import { type Store } from '../store/store.ts';
import { type CatalogKeeper } from './catalog-keeper.ts';
import { commitPlan } from './commit/commit-plan.ts';
import { sameStalls, stalledConditions } from './commit/record-stalls.ts';
import { nextDue } from './due.ts';
import { judge } from './judge.ts';
import { observe } from './observe.ts';
import { plan, type Plan } from './plan.ts';
import { type ProjectView } from './project-view.ts';
import { type Outcome } from './reconcile-loop.ts';

export interface ReconcileDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly keeper: CatalogKeeper;
  readonly queue: RunQueue;
  /** Projects that found no free slot; woken when a run ends anywhere. */
  readonly waiting: Set<string>;
}

/**
 * Brings one project one step on: observe → judge → plan → commit → dispatch. Nothing is written when the rules want
 * nothing new, so that a project at rest costs nothing.
 */
export async function reconcile(deps: ReconcileDependencies, projectId: string): Promise<Outcome> {
  const { store, scope, keeper } = deps;
  const view = await store.transaction(async (tx) =>
    observe(tx, scope, projectId, keeper.current(), store.clock.now()),
  );
  if (view === undefined || view.project.endedAt !== null) return { kind: 'settled', dueAt: undefined };
  const bundles = keeper.bundlesFor(view.project);
  const planned = await plan(view, await judge(view, bundles.phase), bundles);
  remember(deps.waiting, projectId, planned.waitsForSlot);
  if (isNothingNew(view, planned)) return { kind: 'settled', dueAt: nextDue(view) };
  const committed = await commitPlan(store, scope, view, planned);
  if (committed === undefined) return { kind: 'outdated' };
  for (const runId of committed.fenced) await deps.queue.stop(runId, 'fenced');
  for (const job of committed.jobs) await deps.queue.send(job);
  return { kind: 'progressed' };
}

function remember(waiting: Set<string>, projectId: string, waits: boolean): void {
  if (waits) waiting.add(projectId);
  else waiting.delete(projectId);
}

function isNothingNew(view: ProjectView, { choices, stalls }: Plan): boolean {
  return choices.length === 0 && sameStalls(view.project.conditions, stalledConditions(stalls, view.now));
}
