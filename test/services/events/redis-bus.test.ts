import { randomUUID } from 'node:crypto';
import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import { createRedisBus } from '../../../controller/events/redis-bus.ts';
import type { Bus } from '../../../controller/events/bus.ts';
import { busContract } from '../../events/bus.contract.ts';
import { eventually } from '../../support/eventually.ts';
import { startOwnRedis } from '../../support/own-redis.ts';
import { findServices } from '../../support/services.ts';
import { startSilentProxy } from '../../support/silent-proxy.ts';

const test = anyTest as TestFn;

busContract(
  test,
  'Redis bus',
  async (t, count) => {
    const services = findServices(t, ['REDIS_URL']);
    if (services === undefined) return undefined;
    const prefix = `test-${randomUUID()}`;
    return Promise.all(Array.from({ length: count }, async () => openBus(t, services.REDIS_URL, prefix)));
  },
  true,
);

test('Redis bus: tells of the gap after Redis was killed, and carries messages again', async (t) => {
  const redis = await startOwnRedis(t);
  if (redis === undefined) return;
  const faults: unknown[] = [];
  const bus = await openBus(t, redis.url, 'gap', (error) => faults.push(error));
  let gaps = 0;
  bus.onGap(() => (gaps += 1));
  await redis.kill();
  bus.publish({ v: 1, kind: 'changed', project: 'lost' });
  await eventually(() => (faults.length > 0 ? undefined : missing('a fault')));
  await redis.start({ empty: true });
  await eventually(() => (gaps > 0 ? undefined : missing('a gap')));
  await hearsItself(bus);
  t.is(gaps, 1);
  t.is(faults.length, 1, 'an outage is told once');
});

test('Redis bus: a process that starts before its Redis hears as soon as it is there', async (t) => {
  const redis = await startOwnRedis(t);
  if (redis === undefined) return;
  await redis.kill();
  const bus = createRedisBus({ url: redis.url, prefix: 'early', onFault: () => undefined });
  t.teardown(() => bus[Symbol.asyncDispose]());
  await redis.start();
  await hearsItself(bus);
  t.pass();
});

test('Redis bus: a connection that went silent is made anew', async (t) => {
  const redis = await startOwnRedis(t);
  if (redis === undefined) return;
  const proxy = await startSilentProxy(t, redis.port);
  const bus = await openBus(t, proxy.url, 'silent');
  const gap = Promise.withResolvers<void>();
  bus.onGap(gap.resolve);
  proxy.silence();
  await gap.promise;
  await hearsItself(bus);
  t.pass();
});

async function openBus(
  t: ExecutionContext,
  url: string,
  prefix: string,
  onFault: (error: unknown) => void = () => undefined,
): Promise<Bus> {
  const bus = createRedisBus({ url, prefix, onFault });
  t.teardown(() => bus[Symbol.asyncDispose]());
  await hearsItself(bus);
  return bus;
}

/** Resolves when a message made the round. */
async function hearsItself(bus: Bus): Promise<void> {
  let isHeard = false;
  const mine = `ping-${randomUUID()}`;
  const leave = bus.subscribe((message) => {
    if (message.kind === 'freed' && message.agent === mine) isHeard = true;
  });
  await eventually(() => {
    bus.publish({ v: 1, kind: 'freed', agent: mine });
    return isHeard ? undefined : missing('a round');
  });
  leave();
}

function missing(what: string): never {
  throw new Error(`expected ${what}, found none`);
}
