import assert from 'node:assert/strict';
import test from 'ava';
import type { ProjectSpec } from '../../controller/catalog/kinds/project.ts';
import { systemClock } from '../../controller/clock/clock.ts';
import { setSuspended } from '../../controller/orchestrator/control/set-suspended.ts';
import { RunEntity, type RunRow } from '../../controller/store/entities/run.ts';
import { changeProject } from '../../controller/store/operations/projects/change-project.ts';
import { eventually } from '../support/eventually.ts';
import { organize, succeeded, type Organization } from '../support/orchestrate.ts';
import { anAgent } from '../support/view.ts';

const build = { name: 'build', title: 'Build', role: 'developer', verify: 'true' };
const ben = anAgent('ben', { capacity: 8 });

async function runsOf({ store }: Organization, id: string): Promise<readonly RunRow[]> {
  return store.transaction(async (tx) => tx.find(RunEntity, { where: { projectId: id }, order: { createdAt: 'ASC' } }));
}

async function inState(organization: Organization, id: string, ...states: readonly string[]): Promise<void> {
  await eventually(async () => {
    const runs = await runsOf(organization, id);
    assert.deepEqual(runs.map((run) => run.state).toSorted(), states);
  });
}

async function ended(organization: Organization, id: string): Promise<void> {
  await eventually(async () => assert.equal((await organization.project(id)).phase, 'Complete'));
}

// As an edited spec does it.
async function edit({ store, scope, orchestrator }: Organization, id: string, spec: ProjectSpec): Promise<void> {
  await store.transaction(async (tx) => changeProject(tx, scope, id, { spec }));
  orchestrator.wake(id);
}

test('suspend: what still waits for a worker does not start either', async (t) => {
  const first: { id?: string } = {};
  const begun: number[] = [];
  const organization = await organize(t, [ben], ({ run }) => {
    if (run.projectId !== first.id) return succeeded;
    begun.push(run.epoch);
    return undefined;
  });
  const { store, scope, queue } = organization;
  const names = ['a', 'b', 'c', 'd', 'e'];
  const id = (first.id = await organization.start({
    request: 'x',
    limits: { parallelRuns: 5 },
    tasks: names.map((name) => ({ ...build, name })),
  }));
  await inState(organization, id, 'queued', 'running', 'running', 'running', 'running');
  const project = await organization.project(id);
  const paused = await store.transaction(async (tx) => setSuspended(tx, scope, store.clock.now(), project, true));
  for (const runId of paused) await queue.stop(runId, 'suspended');
  // The queue is first in, first out: when this one is through, the fifth run has had its turn.
  await ended(organization, await organization.start({ request: 'y', tasks: [build] }));
  t.deepEqual(begun, [1, 1, 1, 1]);
  await inState(organization, id, ...names.map(() => 'queued'));
});

test('suspend: a spec that is edited pauses what runs, and lets it go on', async (t) => {
  const organization = await organize(t, [ben], ({ run }) =>
    run.epoch === 1 && run.purpose === 'work' ? undefined : succeeded,
  );
  const spec = { request: 'x', tasks: [build] };
  const id = await organization.start(spec);
  await inState(organization, id, 'running');
  await edit(organization, id, { ...spec, suspend: true });
  await inState(organization, id, 'queued');
  await edit(organization, id, spec);
  await ended(organization, id);
  t.is((await runsOf(organization, id))[0]?.epoch, 2);
});

test('suspend: a run whose claim was committed at the same moment is paused as well', async (t) => {
  const organization = await organize(t, [ben], ({ run }) => (run.epoch === 1 ? undefined : succeeded));
  const { store, scope, queue } = organization;
  const id = await organization.start({ request: 'x', tasks: [build] });
  await inState(organization, id, 'running');
  const project = await organization.project(id);
  const paused = await store.transaction(async (tx) => setSuspended(tx, scope, store.clock.now(), project, true));
  for (const runId of paused) await queue.stop(runId, 'suspended');
  await inState(organization, id, 'queued');
  const late = { state: 'running', leaseOwner: 'late', leaseExpiresAt: new Date(Date.now() + 600_000) } as const;
  await store.transaction(async (tx) => tx.update(RunEntity, { projectId: id }, late));
  await inState(organization, id, 'queued');
  t.is((await runsOf(organization, id))[0]?.epoch, 3);
});

test('lease: a run that nobody works on any more is taken up again when its lease is over', async (t) => {
  let ahead = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const organization = await organize(
    t,
    [ben],
    ({ run }) => {
      if (run.epoch === 1 && run.purpose === 'plan') throw new Error('no result could be written');
      return run.purpose === 'plan' ? { ...succeeded, plan: [build] } : succeeded;
    },
    clock,
  );
  const id = await organization.start({ request: 'x' });
  await inState(organization, id, 'running');
  ahead = 31_000;
  organization.orchestrator.wake(id);
  await ended(organization, id);
  t.is((await runsOf(organization, id))[0]?.epoch, 2);
});
