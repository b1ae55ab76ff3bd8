import test from 'ava';
import { findStaleRuns } from '../../../controller/store/operations/runs/find-stale-runs.ts';
import { newId } from '../../../controller/store/new-id.ts';
import { addProject, addRun, localScope, otherScope } from '../../support/rows.ts';
import { openTestStore } from '../../support/store.ts';

test('find stale runs: those that are over or have a newer epoch, of this organization alone', async (t) => {
  const store = await openTestStore(t);
  const [scope, other] = [await localScope(store), await otherScope(store)];
  const project = await addProject(store, scope);
  const running = await addRun(store, scope, project, { state: 'running', epoch: 2 });
  const ended = await addRun(store, scope, project, { state: 'ended', epoch: 1 });
  const foreign = await addRun(store, other, await addProject(store, other), { state: 'ended', epoch: 1 });
  const stale = (labels: readonly string[]) => store.transaction((tx) => findStaleRuns(tx, scope, labels));
  const labels = [
    `${running}.1`,
    `${running}.1.merged-1`,
    `${running}.2`,
    `${running}.3`,
    `${ended}.1`,
    `${foreign}.1`,
    `${newId(1)}.1`,
    'probe',
    'contract.1',
    '',
  ];
  t.deepEqual(
    [...(await stale(labels))].toSorted(),
    [`${running}.1`, `${running}.1.merged-1`, `${ended}.1`].toSorted(),
  );
  t.is((await stale([])).size, 0);
});
