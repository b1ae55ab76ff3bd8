import { faultpoint } from '../../faults/faultpoint.ts';
import { forgetRun } from '../../memory/forget-run.ts';
import type { RunPurpose } from '../../policy/failures.ts';
import type { RunJob } from '../../queue/queue.ts';
import { claimRun, type RunWork } from '../../store/operations/runs/claim-run.ts';
import { finishRun } from '../../store/operations/runs/finish-run.ts';
import type { RunResult } from '../../store/run-contract.ts';
import type { Scope } from '../../store/scope.ts';
import { endedBy } from '../session/failure-of.ts';
import { holdLease } from '../session/lease.ts';
import { runAccept } from '../purposes/run-accept.ts';
import type { RunDependencies } from '../session/run-dependencies.ts';
import { runPlan } from '../purposes/run-plan.ts';
import { openSession, type RunSession } from '../session/run-session.ts';
import { isTakenAway, RunStopped } from '../session/run-stopped.ts';
import { runSupervise } from '../purposes/run-supervise.ts';
import { runWork } from '../purposes/run-work.ts';
import { tidyUp, tidyUpUnused } from '../bench/tidy-up.ts';
import { workplaceOf, type Workplace } from '../bench/workplace.ts';

const byPurpose: Readonly<Record<RunPurpose, (session: RunSession, place: Workplace) => Promise<RunResult>>> = {
  plan: runPlan,
  work: runWork,
  accept: runAccept,
  supervise: runSupervise,
};

/**
 * Claims a run, works on it under its lease, and writes its result: the handler of the queue's jobs. It ends without a
 * word when the run is not to be had, is fenced meanwhile, or is stopped from outside; a later epoch goes on from what
 * is recorded. Rejects only when no result can be written, or the lease could not be
 * kept (STORE_UNAVAILABLE, DISK_FULL, CONFLICT, a fault of maios).
 */
export async function executeRun(deps: RunDependencies, job: RunJob, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  faultpoint('job.received');
  const scope = deps.scopeOf(job);
  const claim = { ...job, owner: deps.owner, leaseMs: deps.leaseMs };
  const work = await deps.store.single((tx) => claimRun(tx, scope, deps.store.clock.now(), claim));
  if (work === undefined) return;
  faultpoint('job.claimed');
  const dueAt = dueAtOf(deps, work);
  using lease = holdLease(deps, { job, scope, dueAt, outer: signal });
  await deps.catchUp(work.catalogGeneration);
  const session = await openSession({
    deps,
    scope,
    job,
    work,
    agent: agentOf(deps, scope, work),
    signal: lease.signal,
    deadline: lease.deadline,
  });
  faultpoint('job.opened');
  const place = workplaceOf(session);
  const result = await resultOf(session, place);
  // It may have been lost for nothing but that the database was away; whoever called knows what to make of that.
  if (result === undefined && lease.unanswered !== undefined) throw lease.unanswered;
  if (result === undefined) return;
  const finished = await deps.store.transaction((tx) =>
    finishRun(tx, scope, deps.store.clock.now(), { ...job, result }),
  );
  faultpoint('run.finished');
  if (finished) {
    forgetRun(deps.ephemeral, job.runId);
    await tidyUp(session, place);
  }
  faultpoint('job.finished');
}

/** undefined: the run was fenced or stopped, and whoever goes on with it writes the result. */
async function resultOf(session: RunSession, place: Workplace): Promise<RunResult | undefined> {
  try {
    return await byPurpose[session.work.run.purpose](session, place);
  } catch (error) {
    if (error instanceof RunStopped && error.kind === 'queued') await tidyUpUnused(session, place);
    if (isTakenAway(session.signal, error)) return undefined;
    const { failure } = endedBy(session, error);
    return { outcome: 'failed', failure, summary: failure.message };
  }
}

function agentOf(deps: RunDependencies, scope: Scope, { run }: RunWork): RunSession['agent'] {
  return run.agent === null ? undefined : deps.catalog(scope).get('Agent', run.agent)?.resource;
}

/** So long before its time-out a run stops by itself, at most. */
const handOverMs = 10_000;

// The task's own time-out; for a run of the project itself, that of its tasks. The last of it, at most a tenth, is for
// handing over what was done: when the whole of it is over, the rules take the run away.
function dueAtOf(deps: RunDependencies, { project, task }: RunWork): number {
  const timeoutMs = task?.timeoutMs ?? project.taskTimeoutMs;
  return deps.store.clock.now() + timeoutMs - Math.min(handOverMs, timeoutMs / 10);
}
