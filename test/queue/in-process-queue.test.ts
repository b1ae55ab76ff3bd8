import anyTest, { type TestFn } from 'ava';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import { queueContract } from './queue.contract.ts';

const test = anyTest as TestFn;

queueContract(test, 'in-process queue', async (t) => {
  const queue = createInProcessQueue();
  t.teardown(() => queue[Symbol.asyncDispose]());
  return queue;
});

test('in-process queue: a second handler is refused', (t) => {
  const queue = createInProcessQueue();
  const options = { concurrency: 1, onError: () => t.fail(), maxDeliveries: 5, onDead: () => Promise.resolve() };
  queue.work(async () => undefined, options);
  t.throws(() => queue.work(async () => undefined, options), { message: /second/ });
});
