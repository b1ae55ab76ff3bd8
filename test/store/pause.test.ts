import test, { type ExecutionContext } from 'ava';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { reserve } from '../../controller/store/operations/budgets/reserve.ts';
import { intend } from '../../controller/store/operations/effects/intend.ts';
import { readEvents } from '../../controller/store/operations/events/read-events.ts';
import { claimRun } from '../../controller/store/operations/runs/claim-run.ts';
import { standingOf } from '../../controller/store/operations/runs/standing-of.ts';
import { isPaused } from '../../controller/store/operations/setup/is-paused.ts';
import { pauseOrganization } from '../../controller/store/operations/setup/pause-organization.ts';
import { resumeOrganization } from '../../controller/store/operations/setup/resume-organization.ts';
import { OrganizationEntity } from '../../controller/store/entities/organization.ts';
import { addProject, addRun, localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

const minute = 60_000;

async function stage(t: ExecutionContext) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope, { deadlineAt: new Date(100 * minute) });
  return {
    store,
    scope,
    projectId,
    project: async () => store.transaction(async (tx) => tx.findOneByOrFail(ProjectEntity, { id: projectId })),
    pause: async (now = 0) => store.transaction(async (tx) => pauseOrganization(tx, scope, now)),
    resume: async (now = 0) => store.transaction(async (tx) => resumeOrganization(tx, scope, now)),
  };
}

test('pause: what runs is queued again, however much it is, and what it had reserved counts as spent', async (t) => {
  const { store, scope, projectId, project, pause } = await stage(t);
  const runs: string[] = [];
  for (let count = 0; count < 20; count += 1) runs.push(await addRun(store, scope, projectId));
  const [first = ''] = runs;
  await store.transaction(async (tx) => reserve(tx, scope, { runId: first, epoch: 1, tokens: 70, usdMicro: 0 }));
  const change = await pause();
  t.is(change?.projects, 1);
  t.deepEqual(change?.stopped.toSorted(), runs.toSorted());
  const rows = await store.transaction(async (tx) => tx.findBy(RunEntity, { projectId }));
  for (const row of rows) t.like(row, { state: 'queued', epoch: 2, recoveries: 0, leaseOwner: null });
  t.like(await project(), { tokensReserved: 0, tokensSpent: 70, version: 2, suspended: false });
  t.is(await pause(), undefined, 'a second pause changes nothing');
});

test('pause: nothing is claimed, reserved or intended until it is resumed', async (t) => {
  const { store, scope, projectId, pause, resume } = await stage(t);
  const running = { runId: await addRun(store, scope, projectId), epoch: 1 };
  const queued = { runId: await addRun(store, scope, projectId, { state: 'queued' }), epoch: 1 };
  await pause();
  // As a run whose claim was committed while the pause was: it is not among those that were stopped.
  await store.transaction(async (tx) => tx.update(RunEntity, { id: running.runId }, { state: 'running', epoch: 1 }));
  const attempts = async () =>
    store.transaction(async (tx) => [
      await claimRun(tx, scope, 0, { ...queued, owner: 'me', leaseMs: 1000 }),
      await reserve(tx, scope, { ...running, tokens: 1, usdMicro: 0 }),
      await intend(tx, scope, 0, { ...running, callId: '1.1', skill: 'send_mail', class: 'once', intent: {} }),
    ]);
  t.deepEqual(await attempts(), [undefined, undefined, undefined]);
  t.is(await store.transaction(async (tx) => standingOf(tx, scope, running)), 'paused');
  await resume();
  t.true((await attempts()).every((each) => each !== undefined));
  t.is(await store.transaction(async (tx) => standingOf(tx, scope, running)), 'held');
});

test('pause: deadlines are as much later as the pause was long, and open projects are told', async (t) => {
  const { store, scope, projectId, project, pause, resume } = await stage(t);
  const ended = await addProject(store, scope, { endedAt: new Date(1), deadlineAt: new Date(100 * minute) });
  t.is(await resume(), undefined, 'what is not paused is not resumed');
  await pause(10 * minute);
  t.like(await resume(25 * minute), { projects: 1, stopped: [] });
  t.is((await project()).deadlineAt?.getTime(), 115 * minute);
  const old = await store.transaction(async (tx) => tx.findOneByOrFail(ProjectEntity, { id: ended }));
  t.is(old.deadlineAt?.getTime(), 100 * minute);
  const events = await store.transaction(async (tx) => readEvents(tx, scope, { projectId, since: 0, limit: 10 }));
  t.deepEqual(
    events.map(({ seq, type, data }) => [seq, type, data]),
    [
      [1, 'Suspended', { by: 'local', all: true }],
      [2, 'Resumed', { by: 'local', all: true }],
    ],
  );
});

test('pause: whoever looks after the projects is told of each', async (t) => {
  const { store, projectId, pause, resume } = await stage(t);
  const changed: string[] = [];
  store.onCommit((told) => changed.push(...told.changed));
  await pause();
  await resume();
  t.deepEqual(changed, [projectId, projectId]);
});

test('pause: another organization goes on', async (t) => {
  const { store, pause } = await stage(t);
  const other = await otherScope(store);
  const projectId = await addProject(store, other);
  const runId = await addRun(store, other, projectId);
  await pause();
  t.false(await store.transaction(async (tx) => isPaused(tx, other)));
  t.truthy(await store.transaction(async (tx) => reserve(tx, other, { runId, epoch: 1, tokens: 1, usdMicro: 0 })));
  t.is(await store.transaction(async (tx) => tx.countBy(OrganizationEntity, { paused: true })), 1);
});
