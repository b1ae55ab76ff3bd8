import test from 'ava';
import type { Declared } from '../../controller/catalog/catalog.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { ProjectResource } from '../../controller/catalog/kinds/kinds.ts';
import { adoptProject } from '../../controller/orchestrator/declare/adopt-project.ts';
import { requireProject } from '../../controller/orchestrator/control/hand-over.ts';
import { changeProject } from '../../controller/store/operations/projects/change-project.ts';
import { entombProject } from '../../controller/store/operations/retention/entomb-project.ts';
import { removeProject } from '../../controller/store/operations/retention/remove-project.ts';
import { removeRecords } from '../../controller/store/operations/retention/remove-records.ts';
import { localScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

const options = { again: false, rehearsal: true, taskTimeoutMs: 60_000 };

function declared(request: string): Declared<ProjectResource> {
  return {
    resource: { apiVersion, kind: 'Project', metadata: { name: 'demo' }, spec: { request } },
    source: 'files:specs',
    revision: '1',
    digest: 'd',
  };
}

test('adopt: what was done and has been removed is not done again unless it is asked for, or changed', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const adopt = async (request: string, again = false) =>
    store.transaction((tx) => adoptProject(tx, scope, store.clock.now(), declared(request), { ...options, again }));
  const { id } = await adopt('Build it.');
  await store.transaction(async (tx) => {
    t.false(await entombProject(tx, scope, 0, id), 'an open one is never removed');
    await changeProject(tx, scope, id, { phase: 'Complete', endedAt: new Date(1000) });
    t.true(await entombProject(tx, scope, 2000, id));
    while ((await removeRecords(tx, scope, { projectId: id, limit: 1 })) > 0);
    await removeProject(tx, scope, id);
  });
  t.deepEqual(await adopt('Build it.'), { id, name: 'demo', created: false });
  for (const name of ['demo', id]) {
    const asked = store.transaction((tx) => requireProject(tx, scope, name));
    await t.throwsAsync(asked, { code: 'PROJECT_REMOVED', message: /ended in Complete at 1970-01-01T00:00:01/ });
  }
  const anew = await adopt('Build it.', true);
  t.true(anew.created);
  t.deepEqual(await adopt('Build it.'), { ...anew, created: false }, 'the newer one is meant');
});

test('adopt: a changed declaration of a removed project starts anew', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const adopt = async (request: string) =>
    store.transaction((tx) => adoptProject(tx, scope, store.clock.now(), declared(request), options));
  const { id } = await adopt('Build it.');
  await store.transaction(async (tx) => {
    await changeProject(tx, scope, id, { phase: 'Complete', endedAt: new Date(1000) });
    await entombProject(tx, scope, 2000, id);
    while ((await removeRecords(tx, scope, { projectId: id, limit: 100 })) > 0);
    await removeProject(tx, scope, id);
  });
  t.true((await adopt('Build it better.')).created);
});
