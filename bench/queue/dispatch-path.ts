import { startWorker } from '../../controller/agents/worker/worker.ts';
import { systemClock } from '../../controller/clock/clock.ts';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import { createBeeQueue } from '../../controller/queue/bee/bee-queue.ts';
import { createDispatch, type Dispatch } from '../../controller/queue/dispatch.ts';
import { type Outgoing, putJobs } from '../../controller/queue/job-message.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { appendDecision } from '../../controller/store/operations/decisions/append-decision.ts';
import { appendEvents } from '../../controller/store/operations/events/append-events.ts';
import { claimRun } from '../../controller/store/operations/runs/claim-run.ts';
import { finishRun } from '../../controller/store/operations/runs/finish-run.ts';
import { insertRun } from '../../controller/store/operations/runs/insert-run.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { addProject, addTask, localScope } from '../../test/support/rows.ts';
import { phaseFacts } from '../../test/support/rule-set.ts';

export interface DispatchLoad {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly home: string;
  readonly runs: number;
  readonly singles: number;
  readonly concurrency: number;
}

export interface DispatchTimes {
  readonly perS: number;
  /** From the commit of a decision to the commit of the claim of its run, one at a time. */
  readonly startMs: readonly number[];
}

/** Decides at once for so many projects. */
const projects = 40;

interface Path {
  readonly store: Store;
  readonly scope: Scope;
  readonly dispatch: Dispatch;
  readonly claimed: Map<string, (at: number) => void>;
  readonly ended: { onEnd: () => void };
}

/**
 * Empty runs along the whole path: a decision with its run, event and message in one transaction, the queue, the claim and
 * the result. Servers and workers are one process here.
 */
export async function dispatchPath(load: DispatchLoad): Promise<DispatchTimes> {
  await using parts = new AsyncDisposableStack();
  const store = parts.use(await openStore({ home: load.home, databaseUrl: load.databaseUrl, clock: systemClock }));
  const scope = await localScope(store);
  const bus = createInProcessBus();
  const queue = parts.use(createBeeQueue({ url: load.redisUrl, prefix: 'dispatch', bus, onFault: fail }));
  const onError = (_about: string, error: unknown): void => fail(error);
  const dispatch = createDispatch({ store, scope, queue, onError });
  const path: Path = { store, scope, dispatch, claimed: new Map(), ended: { onEnd: () => undefined } };
  const executeRun = async ({ runId, epoch }: { readonly runId: string; readonly epoch: number }): Promise<void> =>
    carryOut(path, runId, epoch);
  const { concurrency } = load;
  parts.use(startWorker({ store, scope, queue, owner: 'bench', executeRun, concurrency, graceMs: 1000, onError }));
  await queue.waiting();
  const subjects = await addSubjects(path, load.runs + load.singles);
  const perS = await manyAtOnce(path, subjects.slice(0, load.runs));
  const startMs: number[] = [];
  for (const subject of subjects.slice(load.runs)) startMs.push(await oneAlone(path, subject));
  return { perS, startMs };
}

interface Subject {
  readonly projectId: string;
  readonly taskId: string;
}

async function addSubjects({ store, scope }: Path, count: number): Promise<readonly Subject[]> {
  const ids: string[] = [];
  for (let index = 0; index < projects; index += 1) ids.push(await addProject(store, scope));
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const projectId = ids[index % projects] ?? '';
      return { projectId, taskId: await addTask(store, scope, projectId) };
    }),
  );
}

async function manyAtOnce(path: Path, subjects: readonly Subject[]): Promise<number> {
  const all = Promise.withResolvers<void>();
  let left = subjects.length;
  path.ended.onEnd = () => void ((left -= 1) === 0 && all.resolve());
  const started = performance.now();
  // As the reconcile loop does: one decision of a project at a time, several projects beside one another.
  const line = subjects.values();
  const decide = async (): Promise<void> => {
    for (const subject of line) await path.dispatch(await commitDecision(path, subject));
  };
  await Promise.all(Array.from({ length: 8 }, decide));
  await all.promise;
  return subjects.length / ((performance.now() - started) / 1000);
}

async function oneAlone(path: Path, subject: Subject): Promise<number> {
  const ended = Promise.withResolvers<void>();
  const claimed = Promise.withResolvers<number>();
  path.ended.onEnd = ended.resolve;
  const jobs = await commitDecision(path, subject);
  const committedAt = performance.now();
  for (const { runId } of jobs) path.claimed.set(runId, claimed.resolve);
  await path.dispatch(jobs);
  const took = (await claimed.promise) - committedAt;
  await ended.promise;
  return took;
}

async function commitDecision({ store, scope }: Path, { projectId, taskId }: Subject): Promise<readonly Outgoing[]> {
  return store.transaction(async (tx) => {
    const now = store.clock.now();
    const run = { ...emptyRun, projectId, taskId };
    const intents = [{ do: 'start-run', run }];
    const decision = {
      projectId,
      taskId,
      stage: 'scoring',
      subject: 'task',
      facts: phaseFacts(),
      verdict,
      intents,
    } as const;
    await appendDecision(tx, scope, now, { ...decision, revision: 'bench' });
    const runId = await insertRun(tx, scope, now, run);
    const data = { run: runId, subject: 'task', purpose: 'work', agent: null, attempt: 1 } as const;
    await appendEvents(tx, scope, projectId, [{ type: 'RunQueued', data }]);
    return putJobs(tx, scope, now, [{ runId, epoch: 1, priority: 'normal' }]);
  });
}

async function carryOut({ store, scope, claimed, ended }: Path, runId: string, epoch: number): Promise<void> {
  const claim = { runId, epoch, owner: 'bench', leaseMs: 15_000 };
  const work = await store.single(async (tx) => claimRun(tx, scope, store.clock.now(), claim));
  claimed.get(runId)?.(performance.now());
  if (work === undefined) return;
  const result = { outcome: 'succeeded', summary: 'Nothing was to be done.' } as const;
  await store.transaction(async (tx) => finishRun(tx, scope, store.clock.now(), { runId, epoch, result }));
  ended.onEnd();
}

const emptyRun = {
  purpose: 'work',
  agent: undefined,
  model: undefined,
  attempt: 1,
  baseCommit: undefined,
  context: { previousFailures: [], predecessors: [], notes: [], condensed: false, approvedCalls: [] },
} as const;

const verdict = {
  stage: 'scoring',
  ruleSet: 'maios-scoring',
  digest: 'b'.repeat(64),
  hitPolicy: 'collect-sum',
  hits: [],
  score: 0,
} as const;

function fail(error: unknown): never {
  throw error instanceof Error ? error : new Error(String(error));
}
