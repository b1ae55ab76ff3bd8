import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { executeRun } from '../../controller/agents/worker/execute-run.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { AnyResource, SkillResource } from '../../controller/catalog/kinds/kinds.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { listEffects } from '../../controller/store/operations/effects/list-effects.ts';
import { eventually } from '../support/eventually.ts';
import { ben, openStage, type Stage } from './stage.ts';

/** A stage whose agent calls a skill of the class `once` first. */
async function publishing(t: ExecutionContext, line: string): Promise<Stage> {
  const publish: SkillResource = {
    apiVersion,
    kind: 'Skill',
    metadata: { name: 'publish' },
    spec: {
      description: 'Publishes.',
      parameters: { type: 'object' },
      handler: { type: 'command', command: ['sh', '-c', line] },
      effect: 'once',
    },
  };
  const allow: AnyResource = {
    apiVersion,
    kind: 'SkillPermission',
    metadata: { name: 'p' },
    spec: { subjects: { all: true }, skills: ['publish'], effect: 'allow' },
  };
  return openStage(t, {
    script: [
      { match: { turn: 1 }, calls: [{ skill: 'publish', arguments: {} }] },
      { match: {}, say: 'Done.' },
    ],
    resources: [{ ...ben, spec: { ...ben.spec, skills: ['publish'] } }, allow, publish],
  });
}

test.serial('once effects: one without a receipt is never repeated silently', async (t) => {
  const stage = await publishing(t, 'echo x >> published; sleep 30');
  const id = await stage.queue({ task: 'build' });
  const stopping = new AbortController();
  const running = executeRun(stage.deps, { runId: id, epoch: 1 }, stopping.signal);
  await eventually(
    async () => {
      const effects = await stage.store.transaction((tx) => listEffects(tx, stage.scope, id));
      assert.equal(effects.length, 1);
    },
    { timeoutMs: 20_000 },
  );
  stopping.abort(new Error('power cut'));
  await running;
  await stage.requeue();
  const run = await stage.execute(id);
  t.is(run.failure?.class, 'effect-unknown');
  t.regex(run.failure?.message ?? '', /publish/);
});

test.serial('once effects: of one that found no sandbox, nobody is asked whether it happened', async (t) => {
  const stage = await publishing(t, 'echo x >> published');
  const away = async () => Promise.reject(new MaiosError('SANDBOX_UNAVAILABLE', 'expected Docker, found none'));
  const first = await stage.queue({ task: 'build' });
  const deps = { ...stage.deps, sandboxes: { ...stage.deps.sandboxes, start: away } };
  await executeRun(deps, { runId: first, epoch: 1 }, new AbortController().signal);
  t.is((await stage.run(first)).failure?.class, 'sandbox');
  const second = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(second.failure, null);
  t.is(second.outcome, 'succeeded');
});
