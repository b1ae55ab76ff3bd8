import test from 'ava';
import { startReaper } from '../../controller/sandbox/reap-sandboxes.ts';
import type { FoundSandbox } from '../../controller/sandbox/sandbox.ts';

interface Listed extends FoundSandbox {
  ends: number;
}

const hour = 3_600_000;

function listed(id: string, label: string | undefined, { ageMs = 0, hangs = false, runs = true } = {}): Listed {
  const sandbox: Listed = {
    id,
    label,
    startedAt: new Date(10 * hour - ageMs),
    runs,
    ends: 0,
    async end() {
      sandbox.ends += 1;
      if (hangs) await new Promise(() => undefined);
      return true;
    },
  };
  return sandbox;
}

function reap(sandboxes: readonly Listed[], stale: readonly string[]) {
  const faults: unknown[] = [];
  const reaper = startReaper({
    driver: { find: async () => sandboxes },
    findStale: async (labels) => new Set(labels.filter((label) => stale.includes(label))),
    onFault: (error) => faults.push(error),
    everyMs: 1e9,
    now: () => 10 * hour,
  });
  return { reaper, faults };
}

test('reaper: ends the sandboxes of runs that are over, and no others', async (t) => {
  const [old, current, unknown] = [listed('1', 'a.1'), listed('2', 'a.2'), listed('3', 'elsewhere.1')];
  await using reaper = reap([old, current, unknown], ['a.1']).reaper;
  t.deepEqual(
    (await reaper.pass()).map(({ id }) => id),
    ['1'],
  );
  t.deepEqual([old.ends, current.ends, unknown.ends], [1, 0, 0]);
});

test('reaper: one that waits for a run is left alone until nobody can want it any more', async (t) => {
  const [young, old] = [listed('1', undefined, { ageMs: hour / 2 }), listed('2', undefined, { ageMs: 2 * hour })];
  await using reaper = reap([young, old], []).reaper;
  await reaper.pass();
  t.deepEqual([young.ends, old.ends], [0, 1]);
});

test('reaper: one whose owner was killed before it was started is ended once nobody can be starting it', async (t) => {
  const [young, old] = [10_000, 60_000].map((ageMs) => listed(String(ageMs), undefined, { ageMs, runs: false }));
  await using reaper = reap(
    [young, old].filter((one) => one !== undefined),
    [],
  ).reaper;
  await reaper.pass();
  t.deepEqual([young?.ends, old?.ends], [0, 1]);
});

test('reaper: one that hangs while it is removed stalls neither the others nor the next pass, and is not begun twice', async (t) => {
  const [hanging, other] = [listed('1', 'a.1', { hangs: true }), listed('2', 'b.1')];
  const sandboxes = [hanging];
  await using reaper = reap(sandboxes, ['a.1', 'b.1']).reaper;
  await reaper.pass();
  sandboxes.push(other);
  await reaper.pass();
  t.deepEqual([hanging.ends, other.ends], [1, 1]);
});
