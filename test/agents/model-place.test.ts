import test from 'ava';
import { createInProcessEphemeral } from '../../controller/memory/in-process-ephemeral.ts';
import { readProgress } from '../../controller/memory/run-progress.ts';
import { eventually } from '../support/eventually.ts';
import { openStage } from './stage.ts';

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
