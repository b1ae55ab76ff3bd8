import anyTest, { type TestFn } from 'ava';
import { createInProcessEphemeral } from '../../controller/memory/in-process-ephemeral.ts';
import { readProgress, tellProgress } from '../../controller/memory/run-progress.ts';
import { recallSteps, rememberStep } from '../../controller/memory/working-memory.ts';
import { ephemeralContract } from './ephemeral.contract.ts';

const test = anyTest as TestFn;

ephemeralContract(test, 'in-process ephemeral memory', async () => createInProcessEphemeral());

test('in-process ephemeral memory: what nobody asks for again is given up', async (t) => {
  let now = 0;
  const memory = createInProcessEphemeral(() => now);
  for (let n = 0; n < 5000; n += 1) memory.put(`key-${n}`, 'x', 10);
  now = 20;
  for (let n = 0; n < 5000; n += 1) memory.put(`later-${n}`, 'x', 10);
  t.is((await memory.read(Array.from({ length: 5000 }, (_, n) => `later-${n}`))).size, 5000);
  t.is((await memory.read(['key-1'])).size, 0);
});

test('progress: what was told last is read; what another version wrote is not known', async (t) => {
  const memory = createInProcessEphemeral();
  tellProgress(memory, 'a', { turn: 1, doing: 'thinks', since: 5 });
  tellProgress(memory, 'a', { turn: 2, doing: 'execute_code', since: 6 });
  tellProgress(memory, 'd', { turn: 0, doing: 'waits', waitsForModel: 'big', since: 7 });
  memory.put('progress:b', '{"turn":"many"}', 1000);
  t.deepEqual(
    [...(await readProgress(memory, ['a', 'b', 'c', 'd']))],
    [
      ['a', { turn: 2, doing: 'execute_code', since: 6 }],
      ['d', { turn: 0, doing: 'waits', waitsForModel: 'big', since: 7 }],
    ],
  );
});

test('working memory: gives all steps or none', async (t) => {
  const memory = createInProcessEphemeral();
  const step = { epoch: 1, kind: 'note', label: undefined, body: '{"text":"x"}' } as const;
  rememberStep(memory, 'run', { ...step, n: 2 });
  t.is(await recallSteps(memory, 'run', 2), undefined);
  rememberStep(memory, 'run', { ...step, n: 1 });
  t.deepEqual(
    (await recallSteps(memory, 'run', 2))?.map(({ n }) => n),
    [1, 2],
  );
  t.deepEqual(await recallSteps(memory, 'other', 0), []);
});
