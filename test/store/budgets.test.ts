import test from 'ava';
import { ProjectEntity, type ProjectRow } from '../../controller/store/entities/project.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { reserve } from '../../controller/store/operations/budgets/reserve.ts';
import { settle } from '../../controller/store/operations/budgets/settle.ts';
import { writeOff } from '../../controller/store/operations/budgets/write-off.ts';
import { addProject, addRun, localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('budgets: reservations that race never overdraw', async (t) => {
  const { store, ask, money, runId, scope, projectId } = await openBudget(t, { tokensLimit: 1000 });
  const other = await addRun(store, scope, projectId);
  const asked = Array.from({ length: 40 }, (_, index) => ask({ runId: index % 2 ? runId : other, tokens: 90 }));
  const granted = (await Promise.all(asked)).filter((reservation) => reservation !== undefined);
  t.is(granted.length, 11);
  t.like(await money(), { tokensReserved: 990, tokensSpent: 0 });
});

test('budgets: what a call really cost takes the place of its reservation', async (t) => {
  const { store, scope, ask, money, runId } = await openBudget(t, { tokensLimit: 1000, usdMicroLimit: 500 });
  const reserved = await ask({ tokens: 600, usdMicro: 400 });
  t.is(await ask({ tokens: 401 }), undefined);
  t.is(await ask({ tokens: 1, usdMicro: 101 }), undefined);
  t.true(
    reserved !== undefined &&
      (await store.transaction((tx) => settle(tx, scope, reserved, { tokens: 100, usdMicro: 50 }))),
  );
  t.like(await money(), { tokensReserved: 0, tokensSpent: 100, usdMicroReserved: 0, usdMicroSpent: 50 });
  const run = await store.transaction((tx) => tx.findOneByOrFail(RunEntity, { id: runId }));
  t.like(run, { tokensReserved: 0, tokensSpent: 100, usdMicroReserved: 0, usdMicroSpent: 50 });
  t.truthy(await ask({ tokens: 900, usdMicro: 450 }));
});

test('budgets: what a crash left reserved counts as spent, once', async (t) => {
  const { store, scope, ask, money, runId } = await openBudget(t, {});
  const reserved = await ask({ tokens: 70, usdMicro: 7 });
  for (let count = 0; count < 2; count += 1) await store.transaction((tx) => writeOff(tx, scope, runId));
  t.like(await money(), { tokensReserved: 0, tokensSpent: 70, usdMicroReserved: 0, usdMicroSpent: 7 });
  await store.transaction((tx) => tx.update(RunEntity, { id: runId }, { epoch: 2 }));
  t.true(
    reserved !== undefined &&
      !(await store.transaction((tx) => settle(tx, scope, reserved, { tokens: 1, usdMicro: 1 }))),
  );
  t.like(await money(), { tokensReserved: 0, tokensSpent: 70 });
});

test('budgets: a fenced run and another organization get nothing', async (t) => {
  const { store, ask, money, runId } = await openBudget(t, {});
  t.is(await ask({ epoch: 2 }), undefined);
  const other = await otherScope(store);
  const foreign = { runId, epoch: 1, tokens: 1, usdMicro: 1 };
  t.is(await store.transaction((tx) => reserve(tx, other, foreign)), undefined);
  t.false(await store.transaction((tx) => settle(tx, other, foreign, foreign)));
  await store.transaction((tx) => writeOff(tx, other, runId));
  t.like(await money(), { tokensReserved: 0, tokensSpent: 0, usdMicroReserved: 0, usdMicroSpent: 0 });
});

async function openBudget(t: Parameters<typeof openTestStore>[0], limits: Partial<ProjectRow>) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope, limits);
  const runId = await addRun(store, scope, projectId);
  const ask = (wanted: object) =>
    store.transaction((tx) => reserve(tx, scope, { runId, epoch: 1, tokens: 1, usdMicro: 0, ...wanted }));
  const money = () => store.transaction((tx) => tx.findOneByOrFail(ProjectEntity, { id: projectId }));
  return { store, scope, projectId, runId, ask, money };
}
