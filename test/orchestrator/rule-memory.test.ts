import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { createVirtualClock, type VirtualClock } from '../../controller/clock/clock.ts';
import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { setSuspended } from '../../controller/orchestrator/control/set-suspended.ts';
import { createOrchestrator } from '../../controller/orchestrator/orchestrator.ts';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import { createInProcessQueue } from '../../controller/queue/in-process-queue.ts';
import { DecisionEntity, type DecisionRow } from '../../controller/store/entities/decision.ts';
import { verifyChain } from '../../controller/store/operations/decisions/verify-chain.ts';
import { eventually } from '../support/eventually.ts';
import { organize, succeeded, type Organization, type Respond } from '../support/orchestrate.ts';
import { monitored, ownPhases } from '../support/own-rules.ts';
import { anAgent } from '../support/view.ts';

const start = 1_763_800_000_000;
const ben = anAgent('ben');
const build = { name: 'build', title: 'Build', role: 'developer', verify: 'true' };
const never: Respond = ({ run }) => (run.purpose === 'work' ? undefined : succeeded);

interface Scene {
  readonly organization: Organization;
  readonly clock: VirtualClock;
  readonly id: string;
  readonly decisions: () => Promise<readonly DecisionRow[]>;
  /** How the phase of the task came to be, as `from to rule`. */
  readonly moves: () => Promise<readonly string[]>;
}

async function play(t: ExecutionContext, rules: readonly Rule[], respond: Respond = never): Promise<Scene> {
  const clock = createVirtualClock(start);
  const organization = await organize(t, [ben, ownPhases(rules)], respond, clock);
  const id = await organization.start({ request: 'x', tasks: [build], rules: { phase: 'own-phases' } });
  const decisions = async (): Promise<readonly DecisionRow[]> =>
    organization.store.transaction(async (tx) =>
      tx.find(DecisionEntity, { where: { projectId: id, stage: 'phase', subject: 'build' }, order: { seq: 'ASC' } }),
    );
  const moves = async (): Promise<readonly string[]> =>
    (await decisions()).filter((row) => row.fromPhase !== row.toPhase).map((row) => `${row.toPhase} ${row.rules[0]}`);
  return { organization, clock, id, decisions, moves };
}

// A look that began before the clock was advanced may find out only now that something was due.
async function until({ moves, clock }: Scene, expected: readonly string[]): Promise<void> {
  await eventually(async () => {
    clock.advance(0);
    assert.deepEqual(await moves(), expected);
  });
}

const memory = (rows: readonly DecisionRow[]): readonly DecisionRow[] =>
  rows.filter((row) => row.intents.some((intent) => intent.do === 'keep-timers'));

async function remembers(scene: Scene, rule: string): Promise<void> {
  await eventually(async () => {
    const { timers } = (await scene.organization.tasks(scene.id)).get('build') ?? {};
    assert.ok(timers !== undefined && rule in timers, `expected a timer of ${rule}`);
  });
}

test('time: a rule with `for` fires by itself when its time has come, and not before', async (t) => {
  const scene = await play(t, [monitored({ for: '10s' })]);
  await until(scene, ['Monitor task-running']);
  await remembers(scene, 'monitored');
  scene.clock.advance(9999);
  await remembers(scene, 'monitored');
  t.deepEqual(await scene.moves(), ['Monitor task-running']);
  scene.clock.advance(1);
  await until(scene, ['Monitor task-running', 'Failed monitored']);
  const { store, scope } = scene.organization;
  t.is(await store.transaction(async (tx) => verifyChain(tx, scope, scene.id)), undefined);
});

test('time: a rule that looks at the minutes in a phase fires by itself', async (t) => {
  const rule = monitored({}, { fact: 'phaseMinutes', operator: 'greaterThanInclusive', value: 0.25 });
  const scene = await play(t, [rule]);
  await until(scene, ['Monitor task-running']);
  // The project is at rest once its run is under way, and only the clock goes on.
  await eventually(async () => {
    scene.clock.advance(1000);
    assert.deepEqual(await scene.moves(), ['Monitor task-running', 'Failed monitored']);
  });
  const failed = (await scene.decisions()).find((row) => row.toPhase === 'Failed');
  t.true(Number(failed?.facts['phaseMinutes']) >= 0.25);
});

test('time: what a rule remembers is committed with the decision that it came from, once', async (t) => {
  const scene = await play(t, [monitored({ for: '1h' })]);
  await remembers(scene, 'monitored');
  const { organization, id } = scene;
  const { version } = await organization.project(id);
  for (let again = 0; again < 10; again += 1) {
    organization.orchestrator.wake(id);
    await organization.tasks(id);
  }
  t.is((await organization.project(id)).version, version, 'a project at rest writes nothing');
  const [began, ...more] = memory(await scene.decisions());
  t.deepEqual(more, []);
  t.deepEqual(began?.verdict.timers, { monitored: { since: Number(began?.facts['now']) } });
  t.like(began, { fromPhase: 'Monitor', toPhase: 'Monitor', facts: { timers: {} } });
});

test('time: rules without memory leave no trace of it', async (t) => {
  const scene = await play(t, [], () => succeeded);
  await until(scene, ['Monitor task-running', 'Complete task-proved']);
  t.deepEqual(memory(await scene.decisions()), []);
  t.true((await scene.decisions()).every((row) => row.verdict.timers === undefined));
});

test('shadow: a rule that would have moved the task is seen when it begins and when it ends, and moves nothing', async (t) => {
  const open: { end?: () => void } = {};
  const ended = new Promise<void>((resolve) => (open.end = resolve));
  const rule = monitored(
    { mode: 'shadow' },
    { fact: 'phaseMinutes', operator: 'greaterThanInclusive', value: 0.1 },
    { fact: 'phaseMinutes', operator: 'lessThan', value: 0.2 },
  );
  const scene = await play(t, [rule], async ({ run }) => {
    if (run.purpose === 'work') await ended;
    return succeeded;
  });
  await until(scene, ['Monitor task-running']);
  await stepUntilRemembered(scene, 1);
  await stepUntilRemembered(scene, 2);
  open.end?.();
  await until(scene, ['Monitor task-running', 'Complete task-proved']);
  const [began, end, ...more] = memory(await scene.decisions());
  t.deepEqual(more, []);
  t.like(began?.verdict, { hits: [], shadow: { hits: [{ rule: 'monitored', type: 'Failed' }] } });
  t.is(Number(began?.facts['phaseMinutes']), 0.1, 'the moment at which it would have moved the task');
  t.is(end?.verdict.shadow, undefined);
  t.is(Number(end?.facts['phaseMinutes']), 0.2);
});

test('shadow: a rule that waits is seen when it would have moved the task, though nothing else happens then', async (t) => {
  const scene = await play(t, [monitored({ mode: 'shadow', for: '10s' })]);
  await remembers(scene, 'monitored');
  await stepUntilRemembered(scene, 2);
  const [holds, differs, ...more] = memory(await scene.decisions());
  t.deepEqual(more, []);
  t.is(holds?.verdict.shadow, undefined);
  t.like(differs?.verdict, { hits: [], shadow: { hits: [{ rule: 'monitored', type: 'Failed' }] } });
  t.is(Number(differs?.facts['now']), start + 10_000);
  t.deepEqual(await scene.moves(), ['Monitor task-running']);
});

// The clock goes on in steps until the rules have had so much to remember.
async function stepUntilRemembered(scene: Scene, times: number): Promise<void> {
  await eventually(async () => {
    scene.clock.advance(500);
    assert.equal(memory(await scene.decisions()).length, times);
  });
}

test('time: the times of another revision count from when the rule of that name began to hold', async (t) => {
  const scene = await play(t, [monitored({ for: '1h' })]);
  await remembers(scene, 'monitored');
  scene.clock.advance(10_000);
  const { keeper, orchestrator } = scene.organization;
  const declared = [ben, ownPhases([monitored({ for: '15s' })])];
  const own = { source: 'api', revision: 'r2', declared, problems: [] };
  keeper.replace(assembleCatalog([await loadBuiltins(), own]).catalog);
  orchestrator.wake(scene.id);
  await eventually(async () => {
    scene.clock.advance(100);
    assert.deepEqual(await scene.moves(), ['Monitor task-running', 'Failed monitored']);
  });
  const failed = (await scene.decisions()).find((row) => row.toPhase === 'Failed');
  t.is(Number(failed?.facts['now']), start + 15_000, 'neither sooner nor later');
});

test('time: what comes due while a project is suspended is done when it goes on, and nothing before', async (t) => {
  const scene = await play(t, [monitored({ for: '10s' })]);
  await remembers(scene, 'monitored');
  const { store, scope, orchestrator } = scene.organization;
  const suspend = async (suspended: boolean): Promise<void> => {
    const project = await scene.organization.project(scene.id);
    await store.transaction(async (tx) => setSuspended(tx, scope, scene.clock.now(), project, suspended));
    orchestrator.wake(scene.id);
  };
  await suspend(true);
  const { version } = await scene.organization.project(scene.id);
  for (let step = 0; step < 20; step += 1) {
    scene.clock.advance(1000);
    t.is((await scene.organization.project(scene.id)).version, version);
  }
  await suspend(false);
  await until(scene, ['Monitor task-running', 'Failed monitored']);
});

test('time: what rules remember outlives the process', async (t) => {
  const scene = await play(t, [monitored({ for: '10s' })]);
  await remembers(scene, 'monitored');
  const { orchestrator, leadership, ...kept } = scene.organization;
  scene.clock.advance(4000);
  await orchestrator[Symbol.asyncDispose]();
  await leadership[Symbol.asyncDispose]();
  const onError = (about: string, error: unknown): void => t.log(about, error);
  const queue = createInProcessQueue();
  const anew = createOrchestrator({
    ...kept,
    queue,
    bus: createInProcessBus(),
    leadership: await kept.store.lead('anew'),
    onError,
  });
  t.teardown(async () => anew[Symbol.asyncDispose]());
  await anew.start();
  scene.clock.advance(6000);
  await until(scene, ['Monitor task-running', 'Failed monitored']);
  const failed = (await scene.decisions()).find((row) => row.toPhase === 'Failed');
  t.deepEqual(failed?.facts['timers'], { monitored: { since: start } });
});
