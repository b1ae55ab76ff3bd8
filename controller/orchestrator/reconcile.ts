import { faultpoint } from '../faults/faultpoint.ts';
import type { Dispatch } from '../queue/dispatch.ts';
import { priorityOf } from '../queue/priority-of.ts';
import type { RunQueue } from '../queue/queue.ts';
import type { RuleBundle } from '../policy/verdict.ts';
import type { RunRow } from '../store/entities/run.ts';
import { requeueRuns } from '../store/operations/runs/requeue-runs.ts';
import type { Condition } from '../store/condition.ts';
import type { CatalogKeeper } from './in-force/catalog-keeper.ts';
import { commitPlan, type CommitDependencies } from './commit/commit-plan.ts';
import { conditionsOf, sameConditions } from './commit/conditions.ts';
import { nextDue } from './judge/due.ts';
import { createBreathe } from './loop/breathe.ts';
import { judge, type Judgement, type RuleBundles } from './judge/judge.ts';
import { freeSlots } from './observe/limits.ts';
import { observe } from './observe/observe.ts';
import { plan, type Plan } from './plan/plan.ts';
import { isSuspended } from '../store/operations/projects/is-suspended.ts';
import type { ProjectView } from './observe/project-view.ts';
import type { Outcome } from './loop/reconcile-loop.ts';
import { startedRuns } from './plan/started-runs.ts';
import type { WaitingLine } from './loop/waiting-line.ts';

export interface ReconcileDependencies extends CommitDependencies {
  readonly keeper: CatalogKeeper;
  readonly queue: RunQueue;
  readonly dispatch: Dispatch;
  /** Projects that found no free slot. */
  readonly line: WaitingLine;
  /** Has projects looked at soon for which a slot is kept. */
  readonly wake: (projectIds: Iterable<string>) => void;
  /** Resolves when the catalog here is no older than what the project was declared by. */
  readonly catalogFor?: (projectId: string) => Promise<void>;
  /** Told which version of a project was looked at and brought to rest. */
  readonly rested?: (projectId: string, version: number) => void;
}

/**
 * Brings one project one step on: observe → judge → plan → commit → dispatch. Nothing is written when the rules want
 * nothing new, so that a project at rest costs nothing.
 */
export async function reconcile(deps: ReconcileDependencies, projectId: string): Promise<Outcome> {
  const { line, wake } = deps;
  await deps.catalogFor?.(projectId);
  const since = line.mark();
  const seen = await look(deps, projectId);
  if (seen === undefined) {
    wake(line.leave(projectId));
    return { kind: 'settled', dueAt: undefined };
  }
  const { view, planned, conditions } = seen;
  const isNothingNew = planned.choices.length === 0 && sameConditions(view.project.conditions, conditions);
  if (!isNothingNew) {
    const outcome = await goOn(deps, seen);
    // Nobody else may have the slot meanwhile, so it does not wait behind all the others for its next step.
    if (line.keepsFor(projectId)) wake([projectId]);
    return outcome;
  }
  const outcome = await carryOn(deps, seen);
  wake(line.rest(projectId, { waitsFor: planned.waitsFor, since, free: freeSlots(view) }));
  deps.rested?.(projectId, view.project.version);
  return outcome;
}

async function goOn(deps: ReconcileDependencies, { view, planned, conditions }: Seen): Promise<Outcome> {
  faultpoint('reconcile.planned');
  const committed = await commitPlan(deps, view, planned, conditions);
  if (committed === undefined) return { kind: 'outdated' };
  faultpoint('commit.committed');
  const agents = startedRuns(planned.choices).flatMap(({ agent }) => agent ?? []);
  if (agents.length > 0) deps.line.served(view.project.id, agents);
  // Not awaited: what a queue that does not answer has not heard costs latency, and must not hold up other projects.
  void stopAll(deps, committed.fenced, 'fenced');
  faultpoint('commit.stopped');
  void deps.dispatch(committed.jobs);
  return { kind: 'progressed' };
}

// A hint: whoever works on them finds out with the next thing that it writes.
async function stopAll({ queue }: ReconcileDependencies, runIds: readonly string[], reason: string): Promise<void> {
  await Promise.allSettled(runIds.map(async (runId) => queue.stop(runId, reason)));
}

interface Seen {
  readonly view: ProjectView;
  readonly bundles: RuleBundles;
  readonly judgements: readonly Judgement[];
  readonly planned: Plan;
  /** What is true of the project by all that was seen. */
  readonly conditions: readonly Condition[];
}

async function look(
  { store, scope, keeper, line }: ReconcileDependencies,
  projectId: string,
): Promise<Seen | undefined> {
  const now = store.clock.now();
  const view = await store.single(async (tx) => observe(tx, scope, projectId, keeper.current(), now));
  faultpoint('reconcile.observed');
  if (view === undefined || view.project.endedAt !== null) return undefined;
  const bundles = keeper.bundlesFor(view.project);
  const breathe = createBreathe();
  const judgements = await judge(view, bundles.phase, breathe);
  const planned = await plan(view, judgements, bundles, { breathe, kept: line.keptFromOthers(projectId) });
  const conditions = conditionsOf(now, planned.stalls, keeper.missingFor(view.project));
  return { view, bundles, judgements, planned, conditions };
}

/** A run that waits for so long, or was queued again, is sent once more when its project is looked at; others are on their way. */
const onItsWayMs = 2000;

// Nothing is left to decide. What was decided is seen to: what must pause is queued again, and what waits for a worker is
// sent, in case that it was held back while it was paused; sending twice does nothing.
async function carryOn(deps: ReconcileDependencies, { view, judgements, bundles }: Seen): Promise<Outcome> {
  if (isSuspended(view.project)) await pause(deps, view);
  else sendAgain(deps, view);
  return { kind: 'settled', dueAt: await dueOf(view.now, judgements, bundles.phase) };
}

async function pause(deps: ReconcileDependencies, view: ProjectView): Promise<void> {
  const { store, scope, guard } = deps;
  if (runsIn(view, 'running').length === 0) return;
  const taken = await store.transaction(async (tx) => {
    await guard(tx);
    return requeueRuns(tx, scope, { projectId: view.project.id });
  });
  void stopAll(deps, taken, 'taken back');
}

function sendAgain({ queue }: ReconcileDependencies, view: ProjectView): void {
  const isLate = ({ epoch, createdAt }: RunRow): boolean => epoch > 1 || createdAt.getTime() <= view.now - onItsWayMs;
  const waiting = runsIn(view, 'queued').filter(isLate);
  const jobs = waiting.map(({ id, epoch, purpose }) => ({ runId: id, epoch, priority: priorityOf(purpose) }));
  // A queue that is away is the relay's business.
  if (jobs.length > 0) void queue.send(jobs).catch(() => undefined);
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

function runsIn({ projectRuns, tasks }: ProjectView, state: RunRow['state']): readonly RunRow[] {
  return [...projectRuns, ...tasks.flatMap((task) => task.runs)].filter((run) => run.state === state);
}
