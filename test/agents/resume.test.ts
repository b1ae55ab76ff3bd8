import assert from 'node:assert/strict';
import test from 'ava';
import { executeRun } from '../../controller/agents/worker/execute-run.ts';
import type { RunDependencies } from '../../controller/agents/session/run-dependencies.ts';
import type { ScriptedTurn } from '../../controller/catalog/kinds/model.ts';
import type { StepKind } from '../../controller/events/event.ts';
import { createInProcessEphemeral } from '../../controller/memory/in-process-ephemeral.ts';
import { recallSteps, rememberStep, stepsKey } from '../../controller/memory/working-memory.ts';
import type { Model, RequestOrigin } from '../../controller/models/model.ts';
import { buryRun } from '../../controller/store/operations/runs/bury-run.ts';
import type { Workspace } from '../../controller/workspace/workspace.ts';
import { openStage, type Stage } from './stage.ts';

const build = { name: 'build', title: 'Write two files', verify: 'test "$(cat a.txt)" = a && test "$(cat b.txt)" = b' };
const script: ScriptedTurn[] = [
  {
    match: { purpose: 'work', turn: 1 },
    calls: [
      { skill: 'write_file', arguments: { path: 'a.txt', content: 'a' } },
      { skill: 'list_files', arguments: { path: '.' } },
    ],
  },
  { match: { purpose: 'work', turn: 2 }, calls: [{ skill: 'write_file', arguments: { path: 'b.txt', content: 'b' } }] },
  { match: { purpose: 'work', turn: 3 }, say: 'Both are there.' },
  { match: { purpose: 'reflect' }, say: 'Easy.' },
];
const kinds: StepKind[] = ['turn', 'observation', 'observation', 'turn', 'observation', 'turn', 'verify', 'reflection'];

for (const stopAfter of [1, 2, 3, 4, 5, 6]) {
  test.serial(
    `resume: a run that is interrupted after step ${stopAfter} repeats no model call and loses no step`,
    async (t) => {
      const stage = await openStage(t, { script, tasks: [build] });
      const asked: string[] = [];
      const deps = { ...stage.deps, modelFor: counting(stage.deps, asked) };
      const id = await stage.queue({ task: 'build' });
      await interruptedAfter(stage, deps, id, stopAfter);
      t.is((await stage.run(id)).state, 'running');
      await stage.requeue();
      await executeRun(deps, { runId: id, epoch: 2 }, new AbortController().signal);
      const run = await stage.run(id);
      t.is(run.failure, null);
      t.is(run.outcome, 'succeeded');
      const steps = await stage.steps(id);
      t.deepEqual(
        steps.map((step) => step.kind),
        kinds,
      );
      t.deepEqual(
        steps.map((step) => step.n),
        steps.map((_, index) => index + 1),
      );
      t.deepEqual(asked, ['work 1', 'work 2', 'work 3', 'reflect 1']);
      t.is(await commitsOn(stage), 1);
    },
  );
}

const forgetful = test.macro({
  async exec(t, lose: (deps: RunDependencies, runId: string) => RunDependencies['ephemeral']) {
    const stage = await openStage(t, { script, tasks: [build] });
    const asked: string[] = [];
    const deps = { ...stage.deps, modelFor: counting(stage.deps, asked) };
    const id = await stage.queue({ task: 'build' });
    await interruptedAfter(stage, deps, id, 4);
    await stage.requeue();
    const ephemeral = lose(deps, id);
    await executeRun({ ...deps, ephemeral }, { runId: id, epoch: 2 }, new AbortController().signal);
    t.is((await stage.run(id)).outcome, 'succeeded');
    t.deepEqual(
      (await stage.steps(id)).map((step) => step.kind),
      kinds,
    );
    t.deepEqual(asked, ['work 1', 'work 2', 'work 3', 'reflect 1']);
  },
  title: (name = '') => `resume: goes on from the database where the working memory ${name}`,
});
test.serial('was lost', forgetful, () => createInProcessEphemeral());
test.serial('lost a step', forgetful, (deps, runId) => {
  deps.ephemeral.forget(stepsKey(runId));
  rememberStep(deps.ephemeral, runId, { n: 1, epoch: 1, kind: 'note', label: undefined, body: '{"text":"x"}' });
  return deps.ephemeral;
});

test.serial(
  'resume: what a frozen worker left working is ended before its folder is copied, and nothing else is',
  async (t) => {
    const stage = await openStage(t, { script, tasks: [build] });
    const { sandboxes } = stage.deps;
    const id = await stage.queue({ task: 'build' });
    await interruptedAfter(stage, stage.deps, id, 2);
    const base = await stage.workspace.head();
    const startAs = async (label: string) => {
      const { path } = await stage.workspace.checkout(label, { base });
      const sandbox = await sandboxes.start({ worktree: path, label, network: false });
      t.teardown(() => sandbox[Symbol.asyncDispose]());
      return sandbox;
    };
    const [frozen, other] = [await startAs(`${id}.1`), await startAs(`${id}.11`)];
    await stage.requeue();
    const run = await stage.execute(id);
    t.is(run.outcome, 'succeeded');
    await t.throwsAsync(frozen.readFile('a.txt'), { code: 'SANDBOX_UNAVAILABLE' });
    t.deepEqual((await other.listFiles('.', { depth: 1, maxEntries: 10 })).files, []);
  },
);

test.serial('resume: a folder in which something may still work is not gone on from', async (t) => {
  const stage = await openStage(t, { script, tasks: [build] });
  const id = await stage.queue({ task: 'build' });
  await interruptedAfter(stage, stage.deps, id, 2);
  const stuck = { id: 'stuck', label: `${id}.1`, startedAt: new Date(), runs: true, end: async () => false };
  const sandboxes = { ...stage.deps.sandboxes, find: async () => [stuck] };
  await stage.requeue();
  const { epoch } = await stage.run(id);
  await executeRun({ ...stage.deps, sandboxes }, { runId: id, epoch }, new AbortController().signal);
  t.is((await stage.run(id)).failure?.class, 'sandbox');
});

test.serial('resume: what the working memory has whole is not read from the database', async (t) => {
  const stage = await openStage(t, { script, tasks: [build] });
  const id = await stage.queue({ task: 'build' });
  await interruptedAfter(stage, stage.deps, id, 1);
  await stage.requeue();
  // Whoever goes on from this memory writes something else than the model said.
  const turn = (await recallSteps(stage.deps.ephemeral, id, 1))?.[0];
  assert(turn !== undefined);
  rememberStep(stage.deps.ephemeral, id, { ...turn, body: turn.body.replace('"content\\":\\"a', '"content\\":\\"z') });
  await executeRun(stage.deps, { runId: id, epoch: 2 }, new AbortController().signal);
  t.is((await stage.run(id)).failure?.class, 'verify-failed');
});

test.serial('resume: a merge whose receipt was lost is found on main and not made again', async (t) => {
  const stage = await openStage(t, { script, tasks: [build] });
  const id = await stage.queue({ task: 'build' });
  const stopping = new AbortController();
  const deps = withWorkspace(stage, (workspace) => ({
    ...workspace,
    advance: async (onto, commit) => {
      await workspace.advance(onto, commit);
      stopping.abort(new Error('power cut'));
      throw new Error('power cut');
    },
  }));
  await executeRun(deps, { runId: id, epoch: 1 }, stopping.signal);
  const merged = await stage.workspace.head();
  t.is((await stage.run(id)).state, 'running');
  await stage.requeue();
  const run = await stage.execute(id);
  t.is(run.outcome, 'succeeded');
  t.is(run.result?.mergedCommit, merged);
  t.is(await stage.workspace.head(), merged);
  t.is(run.result?.summary, 'Both are there.');
});

for (const merged of [true, false]) {
  test.serial(
    `resume: a new attempt ${merged ? 'takes over' : 'does not count on'} a merge of one that lost its workers`,
    async (t) => {
      const stage = await openStage(t, { script, tasks: [build] });
      const first = await stage.queue({ task: 'build' });
      const stopping = new AbortController();
      const deps = withWorkspace(stage, (workspace) => ({
        ...workspace,
        advance: async (onto, commit) => {
          if (merged) await workspace.advance(onto, commit);
          stopping.abort(new Error('power cut'));
          throw new Error('power cut');
        },
      }));
      await executeRun(deps, { runId: first, epoch: 1 }, stopping.signal);
      await stage.store.transaction(async (tx) =>
        buryRun(tx, stage.scope, 0, { runId: first, epoch: 1, message: 'it lost its workers' }),
      );
      const head = await stage.workspace.head();
      const run = await stage.execute(await stage.queue({ task: 'build' }));
      t.is(run.outcome, 'succeeded');
      t.is((await stage.workspace.head()) === head, merged);
      t.is(run.result?.mergedCommit, await stage.workspace.head());
    },
  );
}

test.serial('resume: main moved meanwhile, and the work counts from where it began', async (t) => {
  const other = { name: 'other', title: 'Other' };
  const stage = await openStage(t, {
    tasks: [build, other],
    script: [
      {
        match: { task: 'other', turn: 1 },
        calls: [{ skill: 'write_file', arguments: { path: 'other.txt', content: 'o' } }],
      },
      { match: { task: 'other', turn: 2 }, say: 'Other is there.' },
      ...script,
    ],
  });
  const id = await stage.queue({ task: 'build' });
  await interruptedAfter(stage, stage.deps, id, 3);
  await stage.requeue();
  t.is((await stage.execute(await stage.queue({ task: 'other' }))).failure, null);
  t.is((await stage.execute(id)).failure, null);
  const diff = await stage.workspace.diffOf(await stage.workspace.head(), 10_000);
  t.regex(diff, /b\.txt/);
  t.notRegex(diff, /other\.txt/);
});

test.serial('fencing: a run that goes on elsewhere ends without a word, and writes nothing more', async (t) => {
  const stage = await openStage(t, { script: script.map((turn) => ({ ...turn, delayMs: 150 })), tasks: [build] });
  const id = await stage.queue({ task: 'build' });
  const zombie = executeRun(stage.deps, { runId: id, epoch: 1 }, new AbortController().signal);
  await new Promise<void>((resolve) => {
    const off = stage.store.onCommit(() => {
      off();
      resolve();
    });
  });
  await stage.requeue();
  const [run] = await Promise.all([stage.execute(id), zombie]);
  t.is(run.outcome, 'succeeded');
  t.is(run.epoch, 2);
  t.is(await commitsOn(stage), 1);
  t.deepEqual(stage.faults, []);
});

test.serial('lease: a beat that finds another epoch stops the run at once', async (t) => {
  const stage = await openStage(t, { script: [{ match: {}, delayMs: 60_000, say: 'never' }] });
  const id = await stage.queue({ task: 'build' });
  const running = executeRun({ ...stage.deps, leaseMs: 60 }, { runId: id, epoch: 1 }, new AbortController().signal);
  const off = stage.store.onCommit(() => {
    off();
    void stage.requeue();
  });
  await running;
  t.is((await stage.run(id)).state, 'queued');
});

test.serial('timeout: a run whose time is over fails so, and hands over what it did', async (t) => {
  const slow: ScriptedTurn[] = [
    { match: { turn: 1 }, calls: [{ skill: 'write_file', arguments: { path: 'a.txt', content: 'a' } }] },
    { match: { turn: 2 }, delayMs: 60_000 },
  ];
  const stage = await openStage(t, { script: slow, tasks: [{ ...build }] });
  const id = await stage.queue({ task: 'build' });
  await executeRun(timedOutAt(stage, 'work 2'), { runId: id, epoch: 1 }, new AbortController().signal);
  const run = await stage.run(id);
  t.is(run.failure?.class, 'timeout');
  t.truthy(run.result?.snapshotCommit);
});

/** Far beyond any beat of the lease: what is called so late is the end of the run's time. */
const dueMs = 30_000;

/** The run's time is over as soon as this call of its model is under way, however long what came before took. */
function timedOutAt({ deps, store }: Stage, call: string): RunDependencies {
  let endTime = (): void => undefined;
  const callAt: typeof store.clock.callAt = (at, callback) => {
    if (at < store.clock.now() + dueMs) return store.clock.callAt(at, callback);
    endTime = callback;
    return () => undefined;
  };
  const asked = (origin: RequestOrigin): void => {
    if (`${origin.purpose} ${origin.turn}` === call) setImmediate(endTime);
  };
  return { ...deps, store: { ...store, clock: { ...store.clock, callAt } }, modelFor: heard(deps, asked) };
}

function counting(deps: RunDependencies, asked: string[]): RunDependencies['modelFor'] {
  return heard(deps, ({ purpose, turn }) => asked.push(`${purpose} ${turn}`));
}

function heard(deps: RunDependencies, onCall: (origin: RequestOrigin) => unknown): RunDependencies['modelFor'] {
  return (scope, name): Model => {
    const model = deps.modelFor(scope, name);
    return {
      ...model,
      complete: (request) => {
        onCall(request.origin);
        return model.complete(request);
      },
    };
  };
}

/** Carries a run out until so many steps are recorded, and then stops it as a process that ends does. */
async function interruptedAfter(stage: Stage, deps: RunDependencies, runId: string, steps: number): Promise<void> {
  const stopping = new AbortController();
  let recorded = 0;
  const store = {
    ...deps.store,
    execute: async (...args: Parameters<typeof deps.store.execute>) => {
      const rows = await deps.store.execute(...args);
      recorded += 1;
      if (recorded === steps) stopping.abort(new Error('power cut'));
      return rows;
    },
  };
  await executeRun({ ...deps, store }, { runId, epoch: 1 }, stopping.signal);
}

function withWorkspace(stage: Stage, change: (workspace: Workspace) => Workspace): RunDependencies {
  const { workspaces } = stage.deps;
  return {
    ...stage.deps,
    workspaces: { ...workspaces, open: async (...args) => change(await workspaces.open(...args)) },
  };
}

/** Commits on main beyond the first. */
async function commitsOn(stage: Stage): Promise<number> {
  const worktree = await stage.workspace.checkout(`look-${Math.random().toString(36).slice(2)}`, {
    base: await stage.workspace.head(),
  });
  const log = await worktree.git.log(20);
  await worktree.remove();
  return log
    .trim()
    .split('\n')
    .filter((line) => line.includes('Write two files')).length;
}

test.serial('timeout: a run ends by itself before the rules would take it away, and with it what it did', async (t) => {
  const stage = await openStage(t, { script, tasks: [build] });
  const dues: number[] = [];
  const watched: RunDependencies['store']['clock']['callAt'] = (at, callback) => {
    dues.push(at);
    return stage.store.clock.callAt(at, callback);
  };
  const deps = { ...stage.deps, store: { ...stage.store, clock: { ...stage.store.clock, callAt: watched } } };
  const id = await stage.queue({ task: 'build' });
  await executeRun(deps, { runId: id, epoch: 1 }, new AbortController().signal);
  const startedAt = (await stage.run(id)).startedAt?.getTime() ?? 0;
  const { timeoutMs } = await stage.task('build');
  const due = Math.max(...dues);
  t.true(due > startedAt + timeoutMs / 2);
  t.true(due <= startedAt + timeoutMs - 5000);
});

test.serial('timeout: delivered work stays so when the time is over while its agent reflects', async (t) => {
  const slow = script.map((turn) => (turn.match.purpose === 'reflect' ? { ...turn, delayMs: 60_000 } : turn));
  const stage = await openStage(t, { script: slow, tasks: [build] });
  const id = await stage.queue({ task: 'build' });
  await executeRun(timedOutAt(stage, 'reflect 1'), { runId: id, epoch: 1 }, new AbortController().signal);
  const run = await stage.run(id);
  t.is(run.outcome, 'succeeded');
  t.is(run.result?.mergedCommit, await stage.workspace.head());
});

test.serial('reflect: a fault of a model leaves the outcome as it is, and is told', async (t) => {
  const stage = await openStage(t, { script, tasks: [build] });
  const deps = {
    ...stage.deps,
    modelFor: (...names: Parameters<RunDependencies['modelFor']>): Model => {
      const model = stage.deps.modelFor(...names);
      const complete: Model['complete'] = async (request) => {
        if (request.origin.purpose === 'reflect') throw new TypeError('not a function');
        return model.complete(request);
      };
      return { ...model, complete };
    },
  };
  const id = await stage.queue({ task: 'build' });
  await executeRun(deps, { runId: id, epoch: 1 }, new AbortController().signal);
  t.is((await stage.run(id)).outcome, 'succeeded');
  t.is(stage.faults.length, 1);
});
