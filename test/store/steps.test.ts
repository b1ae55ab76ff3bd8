import test from 'ava';
import { createHash } from 'node:crypto';
import { BlobEntity } from '../../controller/store/entities/blob.ts';
import { EventEntity } from '../../controller/store/entities/event.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { RunStepEntity } from '../../controller/store/entities/run-step.ts';
import { getBlob } from '../../controller/store/operations/blobs/get-blob.ts';
import { putBlob } from '../../controller/store/operations/blobs/put-blob.ts';
import { readEvents } from '../../controller/store/operations/events/read-events.ts';
import { appendStep, type NewStep } from '../../controller/store/operations/steps/append-step.ts';
import { readSteps } from '../../controller/store/operations/steps/read-steps.ts';
import type { Scope } from '../../controller/store/scope.ts';
import { sql } from '../../controller/store/sql.ts';
import type { Store } from '../../controller/store/store.ts';
import { addProject, addRun, localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('steps: are numbered from 1, keep their bodies and tell the project', async (t) => {
  const { store, scope, projectId, step } = await openRun(t);
  t.deepEqual(await appendStep(store, scope, { ...step, kind: 'turn', body: 'erste Überlegung' }), { n: 1 });
  t.deepEqual(await appendStep(store, scope, { ...step, label: 'read_file', body: 'second' }), { n: 2 });
  const steps = await store.transaction((tx) => readSteps(tx, scope, { runId: step.runId, from: 1, limit: 10 }));
  t.like(steps, [
    { n: 1, kind: 'turn', body: 'erste Überlegung', label: undefined, epoch: 1 },
    { n: 2, kind: 'observation', body: 'second', label: 'read_file', epoch: 1 },
  ]);
  const events = await store.transaction((tx) => readEvents(tx, scope, { projectId, since: 0, limit: 10 }));
  t.like(events, [
    { seq: 1, type: 'StepRecorded', data: { run: step.runId, n: 1, kind: 'turn', label: null } },
    { seq: 2, type: 'StepRecorded', data: { run: step.runId, n: 2, kind: 'observation', label: 'read_file' } },
  ]);
});

test('steps: equal bodies are stored once', async (t) => {
  const { store, scope, step } = await openRun(t);
  await appendStep(store, scope, { ...step, body: 'same' });
  await appendStep(store, scope, { ...step, body: 'same' });
  t.is(await store.transaction((tx) => tx.count(BlobEntity)), 1);
});

const fenced = test.macro({
  title: (name = '') => `steps: change nothing when ${name}`,
  async exec(t, change: (step: NewStep) => Partial<NewStep>, run: object = {}, foreign = false) {
    const { store, scope, step } = await openRun(t, run);
    const actor = foreign ? await otherScope(store) : scope;
    t.is(await appendStep(store, actor, { ...step, ...change(step) }), undefined);
    for (const entity of [RunStepEntity, BlobEntity, EventEntity]) {
      t.is(await store.transaction((tx) => tx.count(entity)), 0);
    }
    t.is((await store.transaction((tx) => tx.findOneByOrFail(RunEntity, { id: step.runId }))).stepCount, 0);
  },
});
test('the epoch is an old one', fenced, () => ({ epoch: 1 }), { epoch: 2 });
test('the epoch is not yet given', fenced, () => ({ epoch: 2 }));
test('the run has ended', fenced, () => ({}), { state: 'ended' });
test('the run is queued', fenced, () => ({}), { state: 'queued' });
test('the run is unknown', fenced, () => ({ runId: '00000000-0000-7000-8000-000000000000' }));
test('the run is of another organization', fenced, () => ({}), {}, true);

test('steps: many at once leave no gap in their numbers or in the events', async (t) => {
  const { store, scope, projectId, step } = await openRun(t);
  const other = { ...step, runId: await addRun(store, scope, projectId) };
  const bodies = Array.from({ length: 100 }, (_, index) => `body ${index}`);
  await Promise.all(bodies.map((body, index) => appendStep(store, scope, { ...(index % 2 ? step : other), body })));
  for (const { runId } of [step, other]) {
    const steps = await store.transaction((tx) => readSteps(tx, scope, { runId, from: 1, limit: 100 }));
    t.deepEqual(
      steps.map(({ n }) => n),
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  }
  const events = await store.transaction((tx) => readEvents(tx, scope, { projectId, since: 0, limit: 200 }));
  t.deepEqual(
    events.map(({ seq }) => seq),
    bodies.map((_, index) => index + 1),
  );
});

test('steps: texts that PostgreSQL refuses are mended, not lost', async (t) => {
  const { store, scope, step } = await openRun(t);
  t.deepEqual(await appendStep(store, scope, { ...step, label: 'a\0b\ud83d', body: 'c\0d' }), { n: 1 });
  const [read] = await store.transaction((tx) => readSteps(tx, scope, { runId: step.runId, from: 1, limit: 1 }));
  t.like(read, { label: 'a\uFFFDb\uFFFD', body: 'c\0d' });
});

test('steps: another organization reads none', async (t) => {
  const { store, scope, projectId, step } = await openRun(t);
  await appendStep(store, scope, step);
  const other = await otherScope(store);
  const range = { runId: step.runId, projectId, from: 1, since: 0, limit: 10 };
  t.deepEqual(await store.transaction((tx) => readSteps(tx, other, range)), []);
  t.deepEqual(await store.transaction((tx) => readEvents(tx, other, range)), []);
});

test('blobs: come back as they were put, to their organization alone', async (t) => {
  const { store, scope } = await openRun(t);
  const body = Buffer.from([0, 1, 2, 255]);
  const sha256 = await store.transaction((tx) => putBlob(tx, scope, body));
  t.deepEqual(sha256, createHash('sha256').update(body).digest());
  t.deepEqual(await store.transaction((tx) => getBlob(tx, scope, sha256)), body);
  const other = await otherScope(store);
  t.is(await store.transaction((tx) => getBlob(tx, other, sha256)), undefined);
});

test('blobs: a body that changed under its hash is not given out', async (t) => {
  const { store, scope } = await openRun(t);
  const sha256 = await store.transaction((tx) => putBlob(tx, scope, Buffer.from('true')));
  await store.transaction((tx) => sql(tx, `UPDATE blobs SET body = 'false'`, []));
  await t.throwsAsync(
    store.transaction((tx) => getBlob(tx, scope, sha256)),
    { code: 'STORE_BUG' },
  );
});

interface OpenRun {
  readonly store: Store;
  readonly scope: Scope;
  readonly projectId: string;
  readonly step: NewStep;
}

async function openRun(t: Parameters<typeof openTestStore>[0], run: object = {}): Promise<OpenRun> {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const runId = await addRun(store, scope, projectId, run);
  return { store, scope, projectId, step: { runId, epoch: 1, kind: 'observation', body: 'what was seen' } };
}
