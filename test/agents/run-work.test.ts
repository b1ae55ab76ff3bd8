import test from 'ava';
import type { ScriptedTurn } from '../../controller/catalog/kinds/model.ts';
import { openStage } from './stage.ts';

const good = 'export const add = (a, b) => a + b;\n';
const bad = 'export const add = (a, b) => a - b;\n';
const proof =
  'import test from "node:test"; import assert from "node:assert/strict"; import { add } from "./add.js"; test("adds", () => assert.equal(add(2, 3), 5));\n';
const build = { name: 'build', title: 'Add numbers', verify: 'node --test add.test.js' };

function writing(content: string): ScriptedTurn[] {
  return [
    {
      match: { purpose: 'work', turn: 1 },
      say: 'I write it.',
      calls: [
        { skill: 'write_file', arguments: { path: 'add.js', content } },
        { skill: 'write_file', arguments: { path: 'add.test.js', content: proof } },
      ],
    },
    { match: { purpose: 'work', turn: 2 }, calls: [{ skill: 'run_tests', arguments: {} }] },
    { match: { purpose: 'work', turn: 3 }, say: 'add.js adds two numbers.' },
    { match: { purpose: 'reflect' }, say: 'Write the test first.' },
  ];
}

test.serial(
  'work run: verified work becomes one commit on main, with a lesson and a decision for each call',
  async (t) => {
    const stage = await openStage(t, { script: writing(good), tasks: [build] });
    const before = await stage.workspace.head();
    const run = await stage.execute(await stage.queue({ task: 'build' }));
    t.deepEqual(stage.faults, []);
    t.is(run.failure, null);
    t.is(run.outcome, 'succeeded');
    t.is(run.result?.summary, 'add.js adds two numbers.');
    t.is(run.result?.lesson, 'Write the test first.');
    const head = await stage.workspace.head();
    t.not(head, before);
    t.is(run.result?.mergedCommit, head);
    const diff = await stage.workspace.diffOf(head, 10_000);
    t.regex(diff, /add\.test\.js/);
    const steps = await stage.steps(run.id);
    t.deepEqual(
      steps.map((step) => step.kind),
      ['turn', 'observation', 'observation', 'turn', 'observation', 'turn', 'verify', 'reflection'],
    );
    const decisions = await stage.decisions(run.id);
    t.is(decisions.length, 3);
    t.true(decisions.every((decision) => decision.verdict.hits[0]?.type === 'allow'));
    t.is((await stage.task('build')).resultCommit, head);
  },
);

test.serial('work run: a verify command that fails is the failure, with the output, and main stays', async (t) => {
  const stage = await openStage(t, { script: writing(bad), tasks: [build] });
  const before = await stage.workspace.head();
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.outcome, 'failed');
  t.is(run.failure?.class, 'verify-failed');
  t.regex(run.failure?.message ?? '', /node --test add\.test\.js.*exit code 1/);
  t.regex(run.failure?.detail ?? '', /adds/);
  t.is(await stage.workspace.head(), before);
  t.truthy(run.result?.snapshotCommit);
});

test.serial('work run: the next attempt begins with what the last one left', async (t) => {
  const stage = await openStage(t, {
    tasks: [build],
    script: [
      {
        match: { attempt: 2, turn: 1 },
        calls: [{ skill: 'write_file', arguments: { path: 'add.js', content: good } }],
      },
      { match: { attempt: 2, turn: 2 }, say: 'Mended.' },
      ...writing(bad),
    ],
  });
  const first = await stage.execute(await stage.queue({ task: 'build' }));
  const second = await stage.execute(
    await stage.queue({ task: 'build', attempt: 2, baseCommit: first.result?.snapshotCommit }),
  );
  t.is(second.failure, null);
  t.regex(await stage.workspace.diffOf(await stage.workspace.head(), 10_000), /a \+ b/);
});

test.serial('work run: parallel work that fits is merged, and verified again together', async (t) => {
  const stage = await openStage(t, {
    tasks: [
      { name: 'one', title: 'One', verify: 'test -f one.txt' },
      { name: 'two', title: 'Two', verify: 'test -f two.txt && test ! -f poison.txt' },
      { name: 'three', title: 'Three', verify: 'test ! -f one.txt' },
    ],
    script: ['one', 'two', 'three'].flatMap((task) => [
      { match: { task, turn: 1 }, calls: [{ skill: 'write_file', arguments: { path: `${task}.txt`, content: task } }] },
      { match: { task, turn: 2 }, say: `${task} is there.` },
    ]),
  });
  const base = await stage.workspace.head();
  const one = await stage.execute(await stage.queue({ task: 'one', baseCommit: base }));
  const two = await stage.execute(await stage.queue({ task: 'two', baseCommit: base }));
  const three = await stage.execute(await stage.queue({ task: 'three', baseCommit: base }));
  t.is(one.failure, null);
  t.is(two.failure, null);
  t.is(two.result?.mergedCommit, await stage.workspace.head());
  t.is(three.failure?.class, 'verify-failed');
  t.regex(three.failure?.message ?? '', /together/);
});

test.serial(
  'work run: after a conflict, the next attempt starts from what others merged and brings both together',
  async (t) => {
    const write = (task: string, attempt: number, content: string): readonly ScriptedTurn[] => [
      { match: { task, attempt, turn: 1 }, calls: [{ skill: 'write_file', arguments: { path: 'same.txt', content } }] },
      { match: { task, attempt, turn: 2 }, say: 'There.' },
    ];
    const stage = await openStage(t, {
      tasks: [
        { name: 'one', title: 'One' },
        { name: 'two', title: 'Two' },
      ],
      script: [
        ...write('one', 1, 'one\n'),
        ...write('two', 1, 'two\n'),
        { match: { task: 'two', attempt: 2 }, say: 'It was right.' },
        ...write('two', 3, 'one and two\n'),
      ],
    });
    const base = await stage.workspace.head();
    await stage.execute(await stage.queue({ task: 'one', baseCommit: base }));
    const first = await stage.execute(await stage.queue({ task: 'two', baseCommit: base }));
    t.is(first.failure?.class, 'merge-conflict');
    t.regex(first.failure?.message ?? '', /conflicts in same\.txt/);
    t.regex(await stage.workspace.diffOf(await stage.workspace.head(), 10_000), /^\+one$/m);

    const idle = await stage.execute(
      await stage.queue({ task: 'two', baseCommit: first.result?.snapshotCommit, attempt: 2 }),
    );
    t.is(idle.failure?.class, 'merge-conflict', 'marks do not come to main');
    const third = await stage.execute(
      await stage.queue({ task: 'two', baseCommit: idle.result?.snapshotCommit, attempt: 3 }),
    );
    t.is(third.failure, null);
    t.regex(await stage.workspace.diffOf(await stage.workspace.head(), 10_000), /^-one\n\+one and two$/m);
  },
);

test.serial('work run: without a verify command the summary says that nothing proved it', async (t) => {
  const stage = await openStage(t, { script: [{ match: { turn: 1 }, say: 'Nothing to do.' }] });
  const run = await stage.execute(await stage.queue({ task: 'build' }));
  t.is(run.outcome, 'succeeded');
  t.regex(run.result?.summary ?? '', /Nothing verified this/);
  t.is(run.result?.mergedCommit, undefined);
});

test.serial('review run: the verdict ends the run, and words alone do not', async (t) => {
  const stage = await openStage(t, {
    tasks: [
      { name: 'build', title: 'Build it' },
      { name: 'look', title: 'Look at it', reviews: 'build' },
    ],
    script: [
      { match: { purpose: 'review', turn: 1 }, say: 'It looks fine.' },
      { match: { purpose: 'review', turn: 2 }, calls: [{ skill: 'submit_review', arguments: { verdict: 'maybe' } }] },
      {
        match: { purpose: 'review', turn: 3 },
        calls: [{ skill: 'submit_review', arguments: { verdict: 'request_changes', comments: 'No tests.' } }],
      },
    ],
  });
  const run = await stage.execute(await stage.queue({ task: 'look' }));
  t.is(run.failure, null);
  t.deepEqual(run.result?.review, { approved: false, comments: 'No tests.' });
  t.deepEqual(
    (await stage.steps(run.id)).map((step) => step.label),
    [undefined, 'reminder', 'submit_review', 'submit_review', 'submit_review', 'submit_review'],
  );
});
