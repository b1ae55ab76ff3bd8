import test from 'ava';
import type { ModelSpec } from '../../controller/catalog/kinds/model.ts';
import { openStage } from './stage.ts';

const turns = [{ match: { purpose: 'work' as const }, say: 'Done.' }];
const priced: ModelSpec = {
  provider: 'scripted',
  script: turns,
  price: { inputUsdPerMillion: 1, outputUsdPerMillion: 2 },
};

test.serial('budget: what a call used is spent, and nothing stays reserved', async (t) => {
  const stage = await openStage(t, { model: priced, project: { budget: { tokens: 100_000, usd: 1 } } });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.outcome, 'succeeded');
  const project = await stage.project();
  const [turn] = await stage.steps(run.id);
  const { inputTokens, outputTokens } = turn?.kind === 'turn' ? turn.body.usage : { inputTokens: 0, outputTokens: 0 };
  t.is(project.tokensSpent, inputTokens + outputTokens);
  t.is(project.usdMicroSpent, inputTokens + outputTokens * 2);
  t.is(project.tokensReserved, 0);
  t.is(project.usdMicroReserved, 0);
  t.is(run.tokensSpent, project.tokensSpent);
});

test.serial('budget: the worst case of a call must fit, before it is made', async (t) => {
  const stage = await openStage(t, { model: priced, project: { budget: { tokens: 1000 } } });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure?.class, 'budget');
  t.regex(run.failure?.message ?? '', /BUDGET_EXHAUSTED: .*demo/);
  t.is((await stage.project()).tokensSpent, 0);
});

test.serial('budget: a budget in usd refuses a model without a price', async (t) => {
  const stage = await openStage(t, { script: turns, project: { budget: { usd: 5 } } });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure?.class, 'budget');
  t.regex(run.failure?.message ?? '', /PRICE_UNKNOWN: .*script/);
});

test.serial('budget: a model that refused cost nothing', async (t) => {
  const stage = await openStage(t, {
    model: { ...priced, script: [{ match: { task: 'other' } }] },
    project: { budget: { tokens: 100_000 } },
  });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.failure?.class, 'model-refused');
  t.regex(run.failure?.message ?? '', /MODEL_SCRIPT_EXHAUSTED/);
  t.is((await stage.project()).tokensSpent, 0);
});
