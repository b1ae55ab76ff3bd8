import test from 'ava';
import { executeRun } from '../../controller/agents/worker/execute-run.ts';
import type { ScriptedTurn } from '../../controller/catalog/kinds/model.ts';
import type { PlannedTask } from '../../controller/catalog/kinds/project.ts';
import type { Model } from '../../controller/models/model.ts';
import { emptyContext, openStage } from './stage.ts';

const good: readonly PlannedTask[] = [
  { name: 'store', title: 'Keep notes', verify: 'node --test' },
  { name: 'api', title: 'Serve them', dependsOn: ['store'] },
];

function submitting(tasks: unknown, turn?: number): ScriptedTurn {
  return {
    match: { purpose: 'plan', ...(turn === undefined ? {} : { turn }) },
    say: 'My plan.',
    calls: [{ skill: 'submit_plan', arguments: { tasks } }],
  };
}

const plan = { purpose: 'plan' as const };

test.serial('plan run: a plan that is valid as a graph ends the run', async (t) => {
  const look: ScriptedTurn = {
    match: { turn: 1 },
    calls: [
      { skill: 'list_files', arguments: { path: '.' } },
      { skill: 'write_file', arguments: { path: 'a', content: 'a' } },
    ],
  };
  const stage = await openStage(t, { script: [look, submitting(good, 2)] });
  const run = await stage.execute(await stage.queue(plan));
  t.is(run.failure, null);
  t.deepEqual(run.result?.plan, good);
  t.is(run.result?.summary, 'My plan.');
  const [, , writing] = await stage.steps(run.id);
  // A planner looks around and changes nothing: only pure skills are offered.
  t.true(writing?.kind === 'observation' && !writing.body.ok && /no tool "write_file"/.test(writing.body.text));
  t.is((await stage.project()).planned, true);
});

const refused: readonly [string, unknown, RegExp][] = [
  [
    'a cycle',
    [
      { name: 'a', title: 'A', dependsOn: ['b'] },
      { name: 'b', title: 'B', dependsOn: ['a'] },
    ],
    /a.*b.*a/,
  ],
  ['an unknown skill', [{ name: 'a', title: 'A', skills: ['teleport'] }], /teleport/],
  ['an unknown field', [{ name: 'a', title: 'A', colour: 'red' }], /colour/],
  ['a dangling dependency', [{ name: 'a', title: 'A', dependsOn: ['zzz'] }], /zzz/],
  ['too many tasks', Array.from({ length: 9 }, (_, n) => ({ name: `t${n}`, title: 'T' })), /8/],
];

for (const [title, tasks, expected] of refused) {
  test.serial(`plan run: ${title} is told to the planner, who corrects it`, async (t) => {
    const stage = await openStage(t, {
      script: [submitting(tasks, 1), submitting(good, 2)],
      project: { limits: { tasks: 8 } },
    });
    const run = await stage.execute(await stage.queue(plan));
    t.is(run.failure, null);
    t.deepEqual(run.result?.plan, good);
    const [, observation] = await stage.steps(run.id);
    t.regex(observation?.kind === 'observation' ? observation.body.text : '', expected);
  });
}

test.serial(
  'plan run: a planner that hands in the same bad plan again and again is stuck or out of turns',
  async (t) => {
    const bad = [{ name: 'a', title: 'A', dependsOn: ['a'] }];
    const stage = await openStage(t, { script: [submitting(bad)], project: { limits: { turnsPerRun: 2 } } });
    const run = await stage.execute(await stage.queue(plan));
    t.is(run.failure?.class, 'plan-invalid');
    t.is((await stage.project()).planFailures, 1);
  },
);

test.serial('plan run: it works without a planning agent', async (t) => {
  const stage = await openStage(t, { script: [submitting(good)] });
  const run = await stage.execute(await stage.queue({ ...plan, agent: undefined }));
  t.is(run.outcome, 'succeeded');
});

test.serial('accept run: every check is run on main, and the broken ones are named', async (t) => {
  const acceptance = [
    { name: 'fine', command: 'true' },
    { name: 'broken', command: 'echo not good; exit 3' },
    { name: 'slow', command: 'sleep 30', timeoutSeconds: 1 },
  ];
  const stage = await openStage(t, { project: { acceptance } });
  const run = await stage.execute(await stage.queue({ purpose: 'accept', agent: undefined, model: undefined }));
  t.is(run.failure?.class, 'acceptance-failed');
  t.regex(run.failure?.message ?? '', /broken, slow/);
  t.deepEqual(
    run.result?.checks?.map(({ name, passed }) => [name, passed]),
    [
      ['fine', true],
      ['broken', false],
      ['slow', false],
    ],
  );
  t.regex(run.result?.checks?.[1]?.output ?? '', /exit code 3\nnot good/);
  t.is((await stage.project()).acceptance, 'failed');
});

test.serial('accept run: all checks pass, and a project without checks is accepted', async (t) => {
  for (const acceptance of [[{ name: 'fine', command: 'true' }], []]) {
    const stage = await openStage(t, { project: { acceptance } });
    const run = await stage.execute(await stage.queue({ purpose: 'accept', agent: undefined, model: undefined }));
    t.is(run.outcome, 'succeeded');
    t.is((await stage.project()).acceptance, 'passed');
  }
});

test.serial('supervise run: the decision is one of the options', async (t) => {
  const failure = { class: 'verify-failed' as const, message: 'tests fail' };
  const escalation = { id: '018f0000-0000-7000-8000-000000000000', failure, options: ['retry', 'person'] };
  const script = [
    {
      match: { purpose: 'supervise' as const, turn: 1 },
      calls: [{ skill: 'decide', arguments: { action: 'dance', reason: 'why not' } }],
    },
    {
      match: { purpose: 'supervise' as const, turn: 2 },
      calls: [{ skill: 'decide', arguments: { action: 'retry', reason: 'It was close.' } }],
    },
  ];
  const stage = await openStage(t, { script });
  const run = await stage.execute(
    await stage.queue({ purpose: 'supervise', context: { ...emptyContext, escalation } }),
  );
  t.deepEqual(run.result?.decision, { action: 'retry', reason: 'It was close.' });
});

test.serial('plan run: the planner reads of the agents that may be given its tasks, and of no others', async (t) => {
  const stage = await openStage(t, { script: [submitting(good)] });
  const read: string[] = [];
  const deps = {
    ...stage.deps,
    modelFor: (...names: Parameters<typeof stage.deps.modelFor>): Model => {
      const model = stage.deps.modelFor(...names);
      return {
        ...model,
        complete: async (request) => {
          read.push(...request.messages.flatMap((message) => (message.role === 'user' ? [message.content] : [])));
          return model.complete(request);
        },
      };
    },
  };
  await executeRun(deps, { runId: await stage.queue(plan), epoch: 1 }, new AbortController().signal);
  const agents = /# Agents\n(?<lines>(?:- .*\n)*)/.exec(read[0] ?? '')?.groups?.['lines'];
  t.deepEqual(agents?.match(/^- \S+/gm), ['- ben'], 'the built-in agents stand back where somebody is declared');
});
