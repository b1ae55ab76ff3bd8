import type { ExecutionContext } from 'ava';
import test from 'ava';
import { AgentEntity } from '../../../controller/store/entities/agent.ts';
import { ProjectEntity } from '../../../controller/store/entities/project.ts';
import { RunEntity, type RunRow } from '../../../controller/store/entities/run.ts';
import { TaskEntity } from '../../../controller/store/entities/task.ts';
import { upsertAgent } from '../../../controller/store/operations/agents/upsert-agent.ts';
import { reserve } from '../../../controller/store/operations/budgets/reserve.ts';
import { readEvents } from '../../../controller/store/operations/events/read-events.ts';
import { claimRun } from '../../../controller/store/operations/runs/claim-run.ts';
import { giveBackRun } from '../../../controller/store/operations/runs/give-back-run.ts';
import { hasLastChance } from '../../../controller/store/operations/runs/has-last-chance.ts';
import { takeBackRuns } from '../../../controller/store/operations/runs/take-back-runs.ts';
import { uncountLoss } from '../../../controller/store/operations/runs/uncount-loss.ts';
import { addProject, addRun, addTask, localScope } from '../../support/rows.ts';
import { openTestStore } from '../../support/store.ts';

async function stage(t: ExecutionContext, change: Partial<RunRow> = {}) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const taskId = await addTask(store, scope, projectId, { name: 'build', phase: 'Monitor', agent: 'ben' });
  await store.transaction(async (tx) => {
    await upsertAgent(tx, scope, 0, { name: 'ben', capacity: 2 });
    await tx.update(AgentEntity, { name: 'ben' }, { active: 1 });
  });
  const runId = await addRun(store, scope, projectId, { taskId, leaseExpiresAt: new Date(1000), ...change });
  return {
    store,
    scope,
    projectId,
    runId,
    run: async () => store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { id: runId })),
    task: async () => store.transaction(async (tx) => tx.findOneByOrFail(TaskEntity, { id: taskId })),
    takeBack: async (expiredAt: number | undefined, limit?: number) =>
      store.transaction(async (tx) => takeBackRuns(tx, scope, 5000, { expiredAt, limit })),
  };
}

test('lost workers: a run whose lease is over goes on at the next epoch, and its worker is counted', async (t) => {
  const { runId, run, takeBack } = await stage(t);
  t.deepEqual(await takeBack(999), { again: [], dead: [] }, 'a lease that still holds is left alone');
  t.deepEqual(await takeBack(1000), { again: [{ runId, epoch: 2, purpose: 'work' }], dead: [] });
  t.like(await run(), {
    state: 'queued',
    epoch: 2,
    recoveries: 1,
    losses: [{ worker: 'test', epoch: 1, at: new Date(5000).toISOString() }],
    leaseOwner: null,
    startedAt: null,
  });
  t.deepEqual(await takeBack(undefined), { again: [], dead: [] }, 'what waits has no worker to lose');
});

test('lost workers: what the lost worker had reserved counts as spent, once', async (t) => {
  const { store, scope, projectId, runId, run, takeBack } = await stage(t);
  await store.transaction(async (tx) => reserve(tx, scope, { runId, epoch: 1, tokens: 70, usdMicro: 7 }));
  await takeBack(1000);
  t.like(await run(), { tokensReserved: 0, tokensSpent: 70, usdMicroReserved: 0, usdMicroSpent: 7 });
  const project = await store.transaction(async (tx) => tx.findOneByOrFail(ProjectEntity, { id: projectId }));
  t.like(project, { tokensReserved: 0, tokensSpent: 70, usdMicroReserved: 0, usdMicroSpent: 7 });
});

test('lost workers: the third loss ends the run as worker-lost, with the workers as evidence', async (t) => {
  const { store, scope, projectId, runId, run, task, takeBack } = await stage(t);
  for (const epoch of [1, 2]) {
    await takeBack(undefined);
    const claim = { runId, epoch: epoch + 1, owner: `worker-${epoch + 1}`, leaseMs: 1 };
    t.truthy(await store.transaction(async (tx) => claimRun(tx, scope, 1, claim)));
  }
  t.deepEqual(await takeBack(undefined), { again: [], dead: [runId] });
  const { state, outcome, failure, recoveries } = await run();
  t.like({ state, outcome, recoveries }, { state: 'ended', outcome: 'failed', recoveries: 3 });
  t.is(failure?.class, 'worker-lost');
  t.is(failure?.message, 'expected a worker that lives to the end of the run, found that 3 were lost with it');
  t.regex(
    failure?.detail ?? '',
    /epoch 1: worker test, found lost at .*\nepoch 2: worker worker-2.*\nepoch 3: worker worker-3/s,
  );
  t.like(await task(), { lastOutcome: 'failed', attempts: 1, lastRunId: runId, lastFailure: { class: 'worker-lost' } });
  const events = await store.transaction(async (tx) => readEvents(tx, scope, { projectId, since: 0, limit: 100 }));
  t.like(events.at(-1), { type: 'RunEnded', data: { run: runId, outcome: 'failed' } });
});

test('lost workers: a dead letter gives the slot back and is no evidence against its agent', async (t) => {
  const { store, takeBack } = await stage(t, { recoveries: 2 });
  await takeBack(undefined);
  const agent = await store.transaction(async (tx) => tx.findOneByOrFail(AgentEntity, { name: 'ben' }));
  t.like(agent, { active: 0, successes: 0, failures: 0 });
});

test('lost workers: a run that its worker gives back itself is not lost', async (t) => {
  const { store, scope, runId, run } = await stage(t);
  const give = async (owner = 'test') =>
    store.transaction(async (tx) => giveBackRun(tx, scope, { runId, epoch: 1, owner }));
  t.is(await give('other'), undefined, 'a delivery too many is not the worker that has it');
  t.deepEqual(await give(), { runId, epoch: 2, purpose: 'work' });
  t.is(await give(), undefined, 'only its own epoch');
  t.like(await run(), { state: 'queued', epoch: 2, recoveries: 0, losses: [], leaseOwner: null });
});

test('lost workers: a loss that was none is taken back, once, and by that worker alone', async (t) => {
  const { store, scope, runId, run, takeBack } = await stage(t);
  const other = { worker: 'other', epoch: 7, at: 'then' };
  await store.transaction(async (tx) => tx.update(RunEntity, { id: runId }, { recoveries: 1, losses: [other] }));
  await takeBack(undefined);
  const uncount = async (owner: string) =>
    store.transaction(async (tx) => uncountLoss(tx, scope, { runId, epoch: 1, owner }));
  t.false(await uncount('other'));
  t.true(await uncount('test'));
  t.false(await uncount('test'));
  t.like(await run(), { state: 'queued', epoch: 2, recoveries: 1, losses: [other] });
});

const chances: readonly (readonly [recoveries: number, epoch: number, expected: boolean])[] = [
  [0, 3, false],
  [1, 2, false],
  [1, 9, false],
  [2, 3, true],
  [2, 9, true],
];

for (const [recoveries, epoch, expected] of chances) {
  test(`lost workers: with ${recoveries} losses at epoch ${epoch} it is ${expected} that one more ends the run`, async (t) => {
    const { store, scope, runId } = await stage(t, { state: 'queued', leaseOwner: null, recoveries, epoch });
    t.is(await hasLastChance(store, scope, { runId, epoch }), expected);
    t.false(await hasLastChance(store, scope, { runId, epoch: epoch - 1 }), 'of an older message nothing is known');
  });
}

test('lost workers: as many are taken back at once as are asked for, those first that have waited longest', async (t) => {
  const { store, scope, projectId, runId, takeBack } = await stage(t);
  const later = await addRun(store, scope, projectId, { leaseExpiresAt: new Date(1001) });
  t.deepEqual(
    (await takeBack(2000, 1)).again.map((each) => each.runId),
    [runId],
  );
  t.deepEqual(
    (await takeBack(2000, 1)).again.map((each) => each.runId),
    [later],
  );
});
