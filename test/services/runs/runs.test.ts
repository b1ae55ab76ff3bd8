import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../../../controller/clock/clock.ts';
import { giveInput } from '../../../controller/orchestrator/control/give-input.ts';
import { requireProject } from '../../../controller/orchestrator/control/hand-over.ts';
import { requestCancel } from '../../../controller/orchestrator/control/request-cancel.ts';
import { EscalationEntity } from '../../../controller/store/entities/escalation.ts';
import { ProjectEntity } from '../../../controller/store/entities/project.ts';
import { RunEntity } from '../../../controller/store/entities/run.ts';
import { RunStepEntity } from '../../../controller/store/entities/run-step.ts';
import { openStore } from '../../../controller/store/open-store.ts';
import { reserve } from '../../../controller/store/operations/budgets/reserve.ts';
import { insertEscalation } from '../../../controller/store/operations/escalations/insert-escalation.ts';
import { readEvents } from '../../../controller/store/operations/events/read-events.ts';
import { changeProject } from '../../../controller/store/operations/projects/change-project.ts';
import { claimRun } from '../../../controller/store/operations/runs/claim-run.ts';
import { takeBackRuns } from '../../../controller/store/operations/runs/take-back-runs.ts';
import { pauseOrganization } from '../../../controller/store/operations/setup/pause-organization.ts';
import type { Store } from '../../../controller/store/store.ts';
import { eventually } from '../../support/eventually.ts';
import { addProject, addRun, localScope } from '../../support/rows.ts';
import { findServices } from '../../support/services.ts';
import { makeDatabase } from '../../support/store.ts';

async function openServer(t: ExecutionContext) {
  const services = findServices(t, ['DATABASE_URL']);
  if (services === undefined) return undefined;
  const url = await makeDatabase(t, services.DATABASE_URL);
  const open = async (): Promise<Store> => {
    const store = await openStore({ home: '/nowhere', databaseUrl: url, clock: systemClock });
    t.teardown(async () => store[Symbol.asyncDispose]());
    return store;
  };
  const store = await open();
  const scope = await localScope(store);
  return { url, open, store, scope, projectId: await addProject(store, scope) };
}

const claimOf = (runId: string, owner: string) => ({ runId, epoch: 1, owner, leaseMs: 60_000 });

test('runs: of many that claim one run at once, one gets it', async (t) => {
  const server = await openServer(t);
  if (server === undefined) return;
  const { store, open, scope, projectId } = server;
  const runId = await addRun(store, scope, projectId, { state: 'queued', leaseOwner: null });
  const other = await open();
  // A duplicate delivery is a claim of the same epoch as well.
  const claims = Array.from({ length: 20 }, async (_, n) =>
    (n % 2 === 0 ? store : other).transaction(async (tx) => claimRun(tx, scope, 0, claimOf(runId, `worker-${n}`))),
  );
  const won = (await Promise.all(claims)).filter((work) => work !== undefined);
  t.is(won.length, 1);
  const events = await store.transaction(async (tx) => readEvents(tx, scope, { projectId, since: 0, limit: 99 }));
  t.deepEqual(
    events.map(({ type }) => type),
    ['RunStarted'],
  );
});

test('runs: a worker that was frozen for longer than its lease changes nothing when it thaws, and stops', async (t) => {
  const server = await openServer(t);
  if (server === undefined) return;
  const { url, store, scope, projectId } = server;
  const runId = await addRun(store, scope, projectId, { state: 'queued', leaseOwner: null });
  const program = fileURLToPath(new URL('./writer.program.ts', import.meta.url));
  const writer = spawn(process.execPath, [program, url, runId], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.teardown(() => writer.kill('SIGKILL'));
  const exited = once(writer, 'exit');
  const steps = async () => store.transaction(async (tx) => tx.countBy(RunStepEntity, { runId }));
  await eventually(async () => assert.ok((await steps()) > 3), { timeoutMs: 20_000 });
  writer.kill('SIGSTOP');
  const taken = await eventually(async () => {
    const found = await store.transaction(async (tx) => takeBackRuns(tx, scope, Date.now(), { expiredAt: Date.now() }));
    assert.equal(found.again.length, 1);
    return found;
  });
  t.deepEqual(taken.again, [{ runId, epoch: 2, purpose: 'work' }]);
  const claim = { ...claimOf(runId, 'heir'), epoch: 2 };
  t.truthy(await store.transaction(async (tx) => claimRun(tx, scope, Date.now(), claim)));
  const before = await steps();
  writer.kill('SIGCONT');
  t.deepEqual(await exited, [0, null], 'it was told, and stopped');
  t.is(await steps(), before);
  t.like(await store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { id: runId })), {
    epoch: 2,
    state: 'running',
    leaseOwner: 'heir',
    recoveries: 1,
  });
});

test('runs: once a pause has returned, no call begins any more', async (t) => {
  const server = await openServer(t);
  if (server === undefined) return;
  const { store, open, scope, projectId } = server;
  const other = await open();
  const runs: string[] = [];
  for (let count = 0; count < 8; count += 1) runs.push(await addRun(store, scope, projectId));
  let isPaused = false;
  const late: string[] = [];
  const ask = async (runId: string): Promise<void> => {
    for (;;) {
      const begunPaused = isPaused;
      const wanted = { runId, epoch: 1, tokens: 1, usdMicro: 0 };
      const reserved = await other.transaction(async (tx) => reserve(tx, scope, wanted));
      if (reserved === undefined) return;
      if (begunPaused) late.push(runId);
    }
  };
  const asking = runs.map(ask);
  await eventually(async () => {
    const { tokensReserved } = await store.transaction(async (tx) =>
      tx.findOneByOrFail(ProjectEntity, { id: projectId }),
    );
    assert.ok(tokensReserved > 20);
  });
  const change = await store.transaction(async (tx) => pauseOrganization(tx, scope, 0));
  isPaused = true;
  await Promise.all(asking);
  t.deepEqual(late, []);
  t.is(change?.stopped.length, runs.length);
  t.like(await store.transaction(async (tx) => tx.findOneByOrFail(ProjectEntity, { id: projectId })), {
    tokensReserved: 0,
  });
});

test('runs: two leaders that reap at once take each lost run back once', async (t) => {
  const server = await openServer(t);
  if (server === undefined) return;
  const { store, open, scope, projectId } = server;
  const other = await open();
  for (let count = 0; count < 10; count += 1) await addRun(store, scope, projectId, { leaseExpiresAt: new Date(0) });
  const reap = async (from: Store) => from.transaction(async (tx) => takeBackRuns(tx, scope, 1, { expiredAt: 1 }));
  const [mine, theirs] = await Promise.all([reap(store), reap(other)]);
  t.is((mine?.again.length ?? 0) + (theirs?.again.length ?? 0), 10);
  const rows = await store.transaction(async (tx) => tx.findBy(RunEntity, { projectId }));
  t.true(rows.every(({ epoch, recoveries }) => epoch === 2 && recoveries === 1));
});

test('runs: of two answers to one question at once the first wins, and the other is told so', async (t) => {
  const server = await openServer(t);
  if (server === undefined) return;
  const { store, open, scope, projectId } = server;
  const other = await open();
  const question = {
    projectId,
    taskId: undefined,
    runId: undefined,
    action: 'person',
    failure: { class: 'budget', message: 'no money' },
    question: 'project: no money',
    options: ['retry', 'fail'],
    expiresAt: undefined,
    onExpiry: undefined,
  } as const;
  const id = await store.transaction(async (tx) => insertEscalation(tx, scope, 0, question));
  const say = async (from: Store, text: string) =>
    from.transaction(async (tx) =>
      giveInput(tx, scope, 1, await tx.findOneByOrFail(ProjectEntity, { id: projectId }), text, id),
    );
  const said = await Promise.allSettled([
    say(store, 'retry'),
    say(other, 'fail'),
    say(store, 'retry'),
    say(other, 'fail'),
  ]);
  const refused = said.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  t.is(refused.length, 3);
  for (const error of refused) t.like(error, { code: 'CONFLICT' });
  const row = await store.transaction(async (tx) => tx.findOneByOrFail(EscalationEntity, { id }));
  t.is(row.version, 2);
});

test('runs: what is asked of a project at the moment of its end is told that it ended', async (t) => {
  const server = await openServer(t);
  if (server === undefined) return;
  const { store, open, scope, projectId } = server;
  const other = await open();
  const cancel = async () =>
    other.transaction(async (tx) => {
      const project = await requireProject(tx, scope, projectId, { locked: true });
      await requestCancel(tx, scope, 1, project);
    });
  const asked = await store.transaction(async (tx) => {
    await changeProject(tx, scope, projectId, { phase: 'Complete', endedAt: new Date(1) });
    const answer = t.throwsAsync(cancel(), { code: 'NOT_WAITING' });
    await eventually(async () => {
      const [row] = await tx.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      assert.equal(row?.n, 1);
    });
    return { answer };
  });
  await asked.answer;
});
