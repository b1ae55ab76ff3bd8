import anyTest, { type TestFn } from 'ava';
import type { ScriptedTurn } from '../../controller/catalog/kinds/model.ts';
import { MaiosError } from '../../controller/errors/maios-error.ts';
import { createScriptedModel } from '../../controller/models/scripted-model.ts';
import { contractTurns, modelContract, originOf, request } from './model.contract.ts';

const test = anyTest as TestFn;

modelContract(test, 'scripted model', async () =>
  createScriptedModel('rehearsal', { provider: 'scripted', script: contractTurns }),
);

const script: readonly ScriptedTurn[] = [
  { match: { task: 'build', agent: 'ben', attempt: 2 }, say: 'second attempt of ben' },
  { match: { task: 'build', agent: 'ben' }, say: 'ben' },
  { match: { agent: 'cleo', task: 'build', project: 'demo' }, say: 'reflection' },
  { match: { project: 'other' }, say: 'other project' },
];

const cases: readonly [string, Partial<ReturnType<typeof originOf>>, string][] = [
  ['the first turn whose match fits', { attempt: 2 }, 'second attempt of ben'],
  ['what is absent matches anything', { attempt: 1, turn: 7 }, 'ben'],
  ['each key of the origin', { agent: 'cleo' }, 'reflection'],
  ['the project', { agent: 'cleo', project: 'other' }, 'other project'],
];

for (const [title, origin, expected] of cases) {
  test(`scripted model: answers by ${title}`, async (t) => {
    const model = createScriptedModel('rehearsal', { provider: 'scripted', script: [...script] });
    const asked = request(1, { origin: { ...originOf(1), ...origin } });
    t.is((await model.complete(asked)).text, expected);
    t.is((await model.complete(asked)).text, expected);
  });
}

test('scripted model: an exhausted script names what was asked', async (t) => {
  const model = createScriptedModel('rehearsal', { provider: 'scripted', script: [...script] });
  const error = await t.throwsAsync(model.complete(request(4, { origin: { ...originOf(4), agent: 'dora' } })), {
    instanceOf: MaiosError,
  });
  t.is(error?.code, 'MODEL_SCRIPT_EXHAUSTED');
  t.regex(error?.message ?? '', /purpose: work, project: demo, task: build, agent: dora, attempt: 1, turn: 4/);
});
