import test, { type ExecutionContext } from 'ava';
import { createVirtualClock } from '../../controller/clock/clock.ts';
import { createInProcessEphemeral } from '../../controller/memory/in-process-ephemeral.ts';
import { readProgress } from '../../controller/memory/run-progress.ts';
import { runFolders } from '../../controller/workspace/run-folders.ts';
import { eventually } from '../support/eventually.ts';
import { openStage, type Stage } from './stage.ts';

const limited = {
  provider: 'scripted',
  limits: { parallelCalls: 1 },
  script: [
    { match: { purpose: 'work' }, say: 'Done.' },
    { match: { purpose: 'reflect' }, say: 'Easy.' },
  ],
} as const;

test.serial(
  'model place: a run waits while as many calls are under way as the model allows, and says so',
  async (t) => {
    const ephemeral = createInProcessEphemeral();
    const stage = await openStage(t, { model: { ...limited, script: [...limited.script] }, ephemeral });
    const place = { name: `model:${stage.scope.organizationId}:script`, holder: 'another run', ttlMs: 60_000 };
    t.true(await ephemeral.acquire(place, 1));
    const id = await stage.queue({ task: 'build' });
    const running = stage.execute(id);
    await eventually(async () => {
      const doing = (await readProgress(ephemeral, [id])).get(id)?.doing;
      if (doing !== 'waits for the model script') throw new Error(`expected it to wait, found ${doing}`);
    });
    t.is((await stage.project()).tokensReserved, 0, 'nothing is set aside for a call that waits');
    ephemeral.release(place);
    t.is((await running).outcome, 'succeeded');
    t.true(await ephemeral.acquire(place, 1), 'its own place came free');
    t.is((await readProgress(ephemeral, [id])).size, 0, 'what has ended does nothing');
  },
);

test.serial('model place: a run that is stopped while it waits ends at once', async (t) => {
  const ephemeral = createInProcessEphemeral();
  const stage = await openStage(t, { model: { ...limited, script: [...limited.script] }, ephemeral });
  await ephemeral.acquire(
    { name: `model:${stage.scope.organizationId}:script`, holder: 'another run', ttlMs: 60_000 },
    1,
  );
  const id = await stage.queue({ task: 'build' });
  const stopping = new AbortController();
  const running = stage.execute(id, stopping.signal);
  await eventually(async () => {
    if ((await readProgress(ephemeral, [id])).size === 0) throw new Error('expected it to wait');
  });
  stopping.abort(new Error('cancelled'));
  t.is((await running).state, 'running', 'whoever goes on with it writes the result');
});

/** A stage on a clock that stands still, on which another run has the only place. */
async function crowdedStage(t: ExecutionContext) {
  const clock = createVirtualClock(Date.UTC(2026, 0, 1));
  const ephemeral = createInProcessEphemeral();
  const stage = await openStage(t, { model: { ...limited, script: [...limited.script] }, ephemeral, clock });
  const place = { name: `model:${stage.scope.organizationId}:script`, holder: 'another run', ttlMs: 2 ** 30 };
  t.true(await ephemeral.acquire(place, 1));
  const waits = async (id: string): Promise<void> =>
    eventually(async () => {
      const doing = (await readProgress(ephemeral, [id])).get(id)?.doing;
      if (doing !== 'waits for the model script') throw new Error(`expected it to wait, found ${doing}`);
    });
  return { clock, ephemeral, stage, waits, place, free: () => ephemeral.release(place) };
}

/** The run's time began so much after it was claimed, as far as rules see. */
async function startsLater(stage: Stage, id: string, from: Date, ms: number): Promise<void> {
  await eventually(async () => {
    const laterBy = Number((await stage.run(id)).startedAt) - from.getTime();
    if (laterBy !== ms) throw new Error(`expected it to begin ${ms} ms later, found ${laterBy}`);
  });
}

test.serial('model place: the time of a run stands still while it waits, here and for the rules', async (t) => {
  const { clock, stage, waits, free } = await crowdedStage(t);
  await stage.limit('build', 3000);
  const id = await stage.queue({ task: 'build' });
  const began = new Date(clock.now());
  const running = stage.execute(id);
  await waits(id);
  for (const waitedMs of [2000, 4000]) {
    clock.advance(2000);
    await startsLater(stage, id, began, waitedMs);
  }
  free();
  t.is((await running).outcome, 'succeeded');
});

test.serial('model place: a run that waits for long is queued again, says why, and loses nothing', async (t) => {
  const { clock, stage, waits, free, ephemeral } = await crowdedStage(t);
  const id = await stage.queue({ task: 'build' });
  const running = stage.execute(id);
  await waits(id);
  clock.advance(5000);
  const { state, epoch, recoveries } = await running;
  t.deepEqual({ state, epoch, recoveries }, { state: 'queued', epoch: 2, recoveries: 0 });
  t.is((await stage.outbox()).length, 1, 'the relay sends it, after whatever else waits');
  t.like((await readProgress(ephemeral, [id])).get(id), {
    doing: 'waits for the model script',
    waitsForModel: 'script',
  });
  free();
  t.is((await stage.execute(id)).outcome, 'succeeded');
});

test.serial('model place: of a run that is queued again before its first step, no folder is left', async (t) => {
  const { clock, stage, waits } = await crowdedStage(t);
  const id = await stage.queue({ task: 'build', baseCommit: await stage.workspace.head() });
  const running = stage.execute(id);
  await waits(id);
  const folders = async () => runFolders(stage.deps.config.workspaces, (await stage.project()).id);
  t.true((await folders()).length > 0);
  clock.advance(5000);
  t.is((await running).state, 'queued');
  t.deepEqual(await folders(), []);
});

test.serial('model place: one that a run waited for is free at once when the run has gone on elsewhere', async (t) => {
  const { ephemeral, stage, waits, free, place } = await crowdedStage(t);
  const id = await stage.queue({ task: 'build' });
  const running = stage.execute(id);
  await waits(id);
  await stage.requeue();
  free();
  t.is((await running).state, 'queued');
  t.true(await ephemeral.acquire({ ...place, holder: 'a third' }, 1));
});
