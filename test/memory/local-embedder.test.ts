import assert from 'node:assert/strict';
import anyTest, { type TestFn } from 'ava';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { createLocalEmbedder } from '../../controller/memory/local-embedder.ts';
import { eventually } from '../support/eventually.ts';
import { embedderContract } from './embedder.contract.ts';

const test = anyTest as TestFn;

const shared = createLocalEmbedder();
test.after.always(() => shared[Symbol.asyncDispose]());
embedderContract(test, 'local embedder', async () => shared);

test('local embedder: its vectors fit the column of the database', (t) => {
  t.is(shared.dimension, 512);
});

test('local embedder: the thread ends when idle and comes back when asked', async (t) => {
  const embedder = createLocalEmbedder({ idleMs: 1 });
  t.teardown(() => embedder[Symbol.asyncDispose]());
  await embedder.embed(['once']);
  await eventually(() => assert.equal(embedder.running, false));
  t.is((await embedder.embed(['again'])).length, 1);
});

test('local embedder: an answer that takes too long fails, and the next question is answered', async (t) => {
  const embedder = createLocalEmbedder({ timeoutMs: 1 });
  t.teardown(() => embedder[Symbol.asyncDispose]());
  const error = await t.throwsAsync(embedder.embed(['late']), { instanceOf: MaiosError });
  t.is(error?.code, 'EMBEDDER_UNAVAILABLE');
});

test('local embedder: closing fails what waits, and everything after', async (t) => {
  const embedder = createLocalEmbedder();
  const waiting = embedder.embed(['in vain']);
  await Promise.all([t.throwsAsync(waiting, { message: /closing/ }), embedder[Symbol.asyncDispose]()]);
  await t.throwsAsync(embedder.embed(['later']), { message: /closed/ });
});
