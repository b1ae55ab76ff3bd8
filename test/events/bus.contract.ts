import type { ExecutionContext, TestFn } from 'ava';
import type { Bus, BusMessage } from '../../controller/events/bus.ts';
import { eventually } from '../support/eventually.ts';

/** Opens as many buses of one system as asked for, each as a process of its own would; undefined skips the test. */
type Open = (t: ExecutionContext, count: number) => Promise<readonly Bus[] | undefined>;

/** What every driver of the bus does. `shared`: whether a system has several processes. */
export function busContract(test: TestFn, driver: string, open: Open, shared: boolean): void {
  test(`${driver}: every process hears every message once, its own too, in order`, async (t) => {
    const buses = await open(t, shared ? 3 : 1);
    if (buses === undefined) return;
    const heard = buses.map(recordHeard);
    const messages = Array.from({ length: 50 }, (_, n): BusMessage => ({ v: 1, kind: 'changed', project: `p${n}` }));
    for (const message of messages) buses[0]?.publish(message);
    await eventually(() => heard.every((list) => list.length >= 50) || fail('expected all messages'));
    for (const list of heard) t.deepEqual(list, messages);
  });

  test(`${driver}: every kind arrives as it was sent`, async (t) => {
    const [bus] = (await open(t, 1)) ?? [];
    if (bus === undefined) return;
    const heard = recordHeard(bus);
    const messages: readonly BusMessage[] = [
      { v: 1, kind: 'changed', project: 'a' },
      { v: 1, kind: 'events', project: 'a' },
      { v: 1, kind: 'freed', agent: 'b' },
      { v: 1, kind: 'catalog' },
      { v: 1, kind: 'stop', run: 'r', reason: 'cancelled' },
    ];
    for (const message of messages) bus.publish(message);
    await eventually(() => heard.length === messages.length || fail(`expected all kinds, found ${heard.length}`));
    t.deepEqual(heard, messages);
  });

  test(`${driver}: who has left hears nothing more`, async (t) => {
    const [bus] = (await open(t, 1)) ?? [];
    if (bus === undefined) return;
    const left: BusMessage[] = [];
    const leave = bus.subscribe((message) => left.push(message));
    const heard = recordHeard(bus);
    leave();
    bus.publish({ v: 1, kind: 'catalog' });
    await eventually(() => heard.length === 1 || fail('expected the message'));
    t.deepEqual(left, []);
  });

  test(`${driver}: what is published after the end is lost without an error`, async (t) => {
    const [bus] = (await open(t, 1)) ?? [];
    if (bus === undefined) return;
    await bus[Symbol.asyncDispose]();
    t.notThrows(() => bus.publish({ v: 1, kind: 'catalog' }));
  });
}

function recordHeard(bus: Bus): BusMessage[] {
  const heard: BusMessage[] = [];
  bus.subscribe((message) => {
    // Whoever opened the bus may have tried it out.
    if (message.kind !== 'freed' || !message.agent.startsWith('ping-')) heard.push(message);
  });
  return heard;
}

function fail(message: string): never {
  throw new Error(message);
}
