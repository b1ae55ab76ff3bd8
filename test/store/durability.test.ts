import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { systemClock } from '../../controller/clock/clock.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { openStore } from '../../controller/store/open-store.ts';
import { readSteps } from '../../controller/store/operations/steps/read-steps.ts';
import { addProject, addRun, localScope } from '../support/rows.ts';
import { makeTestHome } from '../support/store.ts';

test('store: kill -9 loses no step whose commit was reported', async (t) => {
  const home = await makeTestHome(t);
  const { runId, scope } = await prepare(home);
  let reported = 0;
  for (const moment of [1, 40, 150]) reported = await appendUntilKilled(home, runId, reported + moment);

  const store = await openStore({ home, clock: systemClock });
  t.teardown(() => store[Symbol.asyncDispose]());
  const steps = await store.transaction((tx) => readSteps(tx, scope, { runId, from: 1, limit: 10_000 }));
  const run = await store.transaction((tx) => tx.findOneByOrFail(RunEntity, { id: runId }));
  t.true(steps.length >= reported, `${steps.length} of ${reported}`);
  t.is(run.stepCount, steps.length);
  t.true(steps.every((step, index) => step.n === index + 1 && step.body === `body ${step.n}.`));
});

async function prepare(home: string) {
  await using store = await openStore({ home, clock: systemClock });
  const scope = await localScope(store);
  return { scope, runId: await addRun(store, scope, await addProject(store, scope)) };
}

/** Kills the appending process as soon as it has reported step `n`; returns the last step that it reported. */
async function appendUntilKilled(home: string, runId: string, n: number): Promise<number> {
  const script = new URL('./append-steps.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, home, runId], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= n) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return last;
}
