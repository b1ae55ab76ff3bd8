import assert from 'node:assert/strict';
import test from 'ava';
import { setPaused } from '../../controller/orchestrator/control/set-paused.ts';
import { DecisionEntity } from '../../controller/store/entities/decision.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { eventually } from '../support/eventually.ts';
import { organize, succeeded, untilAborted } from '../support/orchestrate.ts';
import { anAgent } from '../support/view.ts';

const build = { name: 'build', title: 'Build', role: 'developer', verify: 'true' };

test('pause: what runs stops, nothing begins, and all goes on by itself when it is resumed', async (t) => {
  let stopped = 0;
  const begun: number[] = [];
  const organization = await organize(t, [anAgent('ben', { capacity: 4 })], async ({ run }, signal) => {
    begun.push(run.epoch);
    if (run.epoch > 1 || begun.length > 1) return succeeded;
    await untilAborted(signal);
    stopped += 1;
    return undefined;
  });
  const { store, scope, queue } = organization;
  const first = await organization.start({ request: 'x', tasks: [build] });
  await eventually(() => assert.equal(begun.length, 1));
  t.like(await setPaused({ store, queue }, scope, true), { paused: true, changed: true, projects: 1, runs: 1 });
  await eventually(() => assert.equal(stopped, 1));
  const second = await organization.start({ request: 'y', tasks: [build] });
  const run = await store.transaction(async (tx) =>
    tx.findOneByOrFail(RunEntity, { projectId: first, purpose: 'work' }),
  );
  t.like(run, { state: 'queued', epoch: 2, recoveries: 0 });
  t.is(await store.transaction(async (tx) => tx.countBy(DecisionEntity, { projectId: second })), 0);
  t.like(await setPaused({ store, queue }, scope, true), { changed: false, runs: 0 });
  t.like(await setPaused({ store, queue }, scope, false), { paused: false, changed: true, projects: 2 });
  await eventually(async () => {
    for (const id of [first, second]) assert.equal((await organization.project(id)).phase, 'Complete');
  });
  t.is(begun[1], 2, 'it went on as the same run');
});
