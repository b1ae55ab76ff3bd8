import assert from 'node:assert/strict';
import test from 'ava';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { eventually } from '../support/eventually.ts';
import { organize, succeeded } from '../support/orchestrate.ts';
import { anAgent } from '../support/view.ts';

const build = { name: 'build', title: 'Build', role: 'developer', verify: 'true' };
/** More than are looked at at the same time. */
const projects = 8;

test('queue: one that never answers holds up no project', async (t) => {
  const organization = await organize(t, [anAgent('ben', { capacity: projects })], () => succeeded);
  const { store, queue } = organization;
  const never = async (): Promise<never> => new Promise(() => undefined);
  queue.send = never;
  queue.stop = never;
  for (let count = 0; count < projects; count += 1) await organization.start({ request: 'x', tasks: [build] });
  await eventually(async () => {
    const queued = await store.transaction(async (tx) => tx.countBy(RunEntity, { state: 'queued' }));
    assert.equal(queued, projects);
  });
  t.pass();
});
