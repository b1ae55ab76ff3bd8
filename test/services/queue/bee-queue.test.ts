import { randomUUID } from 'node:crypto';
import anyTest, { type TestFn } from 'ava';
import { createInProcessBus } from '../../../controller/events/in-process-bus.ts';
import { createBeeQueue } from '../../../controller/queue/bee/bee-queue.ts';
import { eventually } from '../../support/eventually.ts';
import { queueContract } from '../../queue/queue.contract.ts';
import { findServices } from '../../support/services.ts';

const test = anyTest as TestFn;

queueContract(test, 'bee-queue', async (t) => {
  const services = findServices(t, ['REDIS_URL']);
  if (services === undefined) return undefined;
  const prefix = `test-${randomUUID()}`;
  const queue = createBeeQueue({
    url: services.REDIS_URL,
    prefix,
    bus: createInProcessBus(),
    onFault: () => undefined,
  });
  t.teardown(() => queue[Symbol.asyncDispose]());
  await eventually(async () => queue.waiting());
  return queue;
});
