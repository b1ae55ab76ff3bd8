import test from 'ava';
import assert from 'node:assert/strict';
import { createEventFeed } from '../../controller/api/event-feed.ts';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import type { ProjectEvent } from '../../controller/events/event.ts';
import { appendEvents } from '../../controller/store/operations/events/append-events.ts';
import { appendStep } from '../../controller/store/operations/steps/append-step.ts';
import type { Scope } from '../../controller/store/scope.ts';
import type { Store } from '../../controller/store/store.ts';
import { eventually } from '../support/eventually.ts';
import { addProject, addRun, localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('event feed: followers see every event once and in order, however commits race', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const runId = await addRun(store, scope, projectId);
  const feed = createEventFeed(store, createInProcessBus());
  const early = follow(feed.subscribe(scope, projectId, 0, new AbortController().signal));
  const writes = Array.from({ length: 60 }, (_, index) => write(store, scope, projectId, runId, index));
  const late = follow(feed.subscribe(scope, projectId, 10, new AbortController().signal));
  await Promise.allSettled(writes);
  // Every third transaction rolls back: 20 steps of one event, 20 transactions of two.
  await eventually(() => assert.equal(early.length, 60));
  await eventually(() => assert.equal(late.length, 50));
  t.deepEqual(early.map(seqOf), numbers(1, 60));
  t.deepEqual(late.map(seqOf), numbers(11, 60));
});

test('event feed: a follower stops when its signal aborts, while it waits', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const abort = new AbortController();
  const iterator = createEventFeed(store, createInProcessBus())
    .subscribe(scope, projectId, 0, abort.signal)
    [Symbol.asyncIterator]();
  const next = iterator.next();
  abort.abort();
  t.deepEqual(await next, { done: true, value: undefined });
});

test('event feed: another organization hears nothing', async (t) => {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const projectId = await addProject(store, scope);
  const abort = new AbortController();
  const heard = follow(
    createEventFeed(store, createInProcessBus()).subscribe(await otherScope(store), projectId, 0, abort.signal),
  );
  await store.transaction((tx) => appendEvents(tx, scope, projectId, [suspended, resumed]));
  abort.abort();
  t.deepEqual(heard, []);
});

test('events: another organization cannot add any', async (t) => {
  const store = await openTestStore(t);
  const projectId = await addProject(store, await localScope(store));
  const other = await otherScope(store);
  const adding = store.transaction((tx) => appendEvents(tx, other, projectId, [suspended]));
  await t.throwsAsync(adding, { code: 'NOT_FOUND' });
});

const suspended = { type: 'Suspended', data: { by: 'test' } } as const;
const resumed = { type: 'Resumed', data: { by: 'test' } } as const;

async function write(store: Store, scope: Scope, projectId: string, runId: string, index: number): Promise<unknown> {
  if (index % 3 === 0) return await appendStep(store, scope, { runId, epoch: 1, kind: 'note', body: `${index}` });
  return await store.transaction(async (tx) => {
    await appendEvents(tx, scope, projectId, [suspended, resumed]);
    if (index % 3 === 2) throw new RangeError('rolled back');
  });
}

function follow(events: AsyncIterable<ProjectEvent>): ProjectEvent[] {
  const seen: ProjectEvent[] = [];
  void (async () => {
    for await (const event of events) seen.push(event);
  })().catch(() => undefined);
  return seen;
}

function seqOf(event: ProjectEvent): number {
  return event.seq;
}

function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
