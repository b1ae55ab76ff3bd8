import { faultpoint } from '../faults/faultpoint.ts';
import { type RunQueue } from '../queue/queue.ts';
import { type RuleBundle } from '../policy/verdict.ts';
import { type RunRow } from '../store/entities/run.ts';
import { requeueRuns, type RequeueOptions } from '../store/operations/runs/requeue-runs.ts';
import { type Condition } from '../store/condition.ts';
import { type Scope } from '../store/scope.ts';
import { type Store } from '../store/store.ts';
import { type CatalogKeeper } from './catalog-keeper.ts';
import { commitPlan } from './commit/commit-plan.ts';
import { conditionsOf, sameConditions } from './conditions.ts';
import { nextDue } from './due.ts';
import { createBreathe } from './breathe.ts';
import { judge, type Judgement, type RuleBundles } from './judge.ts';
import { observe } from './observe.ts';
import { plan, type Plan } from './plan.ts';
import { isSuspended, type ProjectView } from './project-view.ts';
import { type Outcome } from './reconcile-loop.ts';

export interface ReconcileDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly keeper: CatalogKeeper;
  readonly queue: RunQueue;
  /** Projects that found no free slot; woken when one is freed anywhere. */
  readonly waiting: Set<string>;
  readonly wake: (projectIds: Iterable<string>) => void;
}

/**
 * Brings one project one step on: observe → judge → plan → commit → dispatch. Nothing is written when the rules want
 * nothing new, so that a project at rest costs nothing.
 */
export async function reconcile(deps: ReconcileDependencies, projectId: string): Promise<Outcome> {
  const seen = await look(deps, projectId);
  if (seen === undefined) return { kind: 'settled', dueAt: undefined };
  const { view, planned, conditions } = seen;
  if (planned.choices.length === 0 && sameConditions(view.project.conditions, conditions)) return carryOn(deps, seen);
  faultpoint('reconcile.planned');
  const committed = await commitPlan(deps.store, deps.scope, view, planned, conditions);
  if (committed === undefined) return { kind: 'outdated' };
  faultpoint('commit.committed');
  for (const runId of committed.fenced) await deps.queue.stop(runId, 'fenced');
  faultpoint('commit.stopped');
  await deps.queue.send(committed.jobs.map((job) => ({ ...job, priority: 'normal' })));
  faultpoint('commit.sent');
  if (committed.fenced.length > 0) deps.wake(deps.waiting);
  faultpoint('commit.published');
  return { kind: 'progressed' };
}

interface Seen {
  readonly view: ProjectView;
  readonly bundles: RuleBundles;
  readonly judgements: readonly Judgement[];
  readonly planned: Plan;
  /** What is true of the project by all that was seen. */
  readonly conditions: readonly Condition[];
}

// It counts as waiting before it looks, so that a slot which is freed meanwhile wakes it once more.
async function look(
  { store, scope, keeper, waiting }: ReconcileDependencies,
  projectId: string,
): Promise<Seen | undefined> {
  waiting.add(projectId);
  let waits = false;
  try {
    const now = store.clock.now();
    const view = await store.transaction(async (tx) => observe(tx, scope, projectId, keeper.current(), now));
    if (view === undefined || view.project.endedAt !== null) return undefined;
    faultpoint('reconcile.observed');
    const bundles = keeper.bundlesFor(view.project);
    const breathe = createBreathe();
    const judgements = await judge(view, bundles.phase, breathe);
    const planned = await plan(view, judgements, bundles, breathe);
    waits = planned.waitsForSlot;
    const conditions = conditionsOf(now, planned.stalls, keeper.missingFor(view.project));
    return { view, bundles, judgements, planned, conditions };
  } finally {
    if (!waits) waiting.delete(projectId);
  }
}

// Nothing is left to decide. What was decided is seen to: runs that nobody works on, or that must pause, are queued
// again, and whatever is queued is sent, in case that a worker was never woken; sending twice does nothing.
async function carryOn(
  { store, scope, queue }: ReconcileDependencies,
  { view, bundles, judgements }: Seen,
): Promise<Outcome> {
  const lost = lostRuns(view);
  if (lost !== undefined) {
    const taken = await store.transaction(async (tx) => requeueRuns(tx, scope, lost));
    for (const runId of taken) await queue.stop(runId, 'taken back');
    return { kind: 'progressed' };
  }
  const queued = isSuspended(view.project) ? [] : runsIn(view, 'queued');
  await queue.send(queued.map(({ id, epoch }) => ({ runId: id, epoch, priority: 'normal' })));
  return { kind: 'settled', dueAt: await dueOf(view.now, judgements, bundles.phase) };
}

async function dueOf(now: number, judgements: readonly Judgement[], phase: RuleBundle): Promise<number | undefined> {
  const breathe = createBreathe();
  const times: number[] = [];
  for (const judgement of judgements) {
    times.push(nextDue(now, [judgement], phase) ?? Number.POSITIVE_INFINITY);
    await breathe();
  }
  const first = Math.min(...times);
  return Number.isFinite(first) ? first : undefined;
}

function lostRuns(view: ProjectView): RequeueOptions | undefined {
  const running = runsIn(view, 'running');
  const projectId = view.project.id;
  if (isSuspended(view.project)) return running.length > 0 ? { projectId } : undefined;
  const isOver = running.some((run) => run.leaseExpiresAt !== null && run.leaseExpiresAt.getTime() <= view.now);
  return isOver ? { projectId, expiredAt: view.now } : undefined;
}

function runsIn({ projectRuns, tasks }: ProjectView, state: RunRow['state']): readonly RunRow[] {
  return [...projectRuns, ...tasks.flatMap((task) => task.runs)].filter((run) => run.state === state);
}
