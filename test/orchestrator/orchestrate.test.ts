import assert from 'node:assert/strict';
import test from 'ava';
import { giveInput } from '../../controller/orchestrator/control/give-input.ts';
import { requestCancel } from '../../controller/orchestrator/control/request-cancel.ts';
import { setSuspended } from '../../controller/orchestrator/control/set-suspended.ts';
import { AgentEntity } from '../../controller/store/entities/agent.ts';
import { DecisionEntity } from '../../controller/store/entities/decision.ts';
import { EscalationEntity } from '../../controller/store/entities/escalation.ts';
import { ProjectEntity as projectEntity } from '../../controller/store/entities/project.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { verifyChain } from '../../controller/store/operations/decisions/verify-chain.ts';
import { readEvents } from '../../controller/store/operations/events/read-events.ts';
import { eventually } from '../support/eventually.ts';
import { failed, organize, succeeded, type Organization } from '../support/orchestrate.ts';
import { anAgent } from '../support/view.ts';

const ben = anAgent('ben', { role: 'developer' });
const cleo = anAgent('cleo', { role: 'developer' });
const task = (name: string, more: object = {}) => ({ name, title: name, role: 'developer', verify: 'true', ...more });

// What happened so far, for the message of a test that waited in vain.
async function story({ store, scope }: Organization, id: string): Promise<string> {
  const events = await store.transaction(async (tx) => readEvents(tx, scope, { projectId: id, since: 0, limit: 200 }));
  return events.map((event) => `${event.type} ${JSON.stringify(event.data)}`).join('\n');
}

async function ended(organization: Organization, id: string): Promise<string> {
  return eventually(async () => {
    const project = await organization.project(id);
    if (project.endedAt === null) throw new Error(`still in ${project.phase}; ${await story(organization, id)}`);
    return project.phase;
  });
}

test('orchestrate: declared tasks run in their order and the project completes after its acceptance', async (t) => {
  const order: string[] = [];
  const organization = await organize(t, [ben, cleo], ({ run, task: row }) => {
    order.push(row?.name ?? run.purpose);
    return succeeded;
  });
  const id = await organization.start({
    request: 'x',
    tasks: [task('last', { dependsOn: ['left', 'right'] }), task('left'), task('right')],
  });
  t.is(await ended(organization, id), 'Complete');
  t.deepEqual(order.toSorted(), ['accept', 'last', 'left', 'right']);
  t.deepEqual(order.slice(2), ['last', 'accept']);
  t.is(await organization.store.transaction(async (tx) => verifyChain(tx, organization.scope, id)), undefined);
});

test('orchestrate: an agent that fails its verification twice loses the task for good', async (t) => {
  const agents: (string | null)[] = [];
  const organization = await organize(t, [ben, cleo], ({ run }) => {
    if (run.purpose !== 'work') return succeeded;
    agents.push(run.agent);
    return agents[0] === run.agent ? failed('verify-failed') : succeeded;
  });
  const id = await organization.start({ request: 'x', tasks: [task('build')] });
  t.is(await ended(organization, id), 'Complete');
  const [first] = agents;
  t.is(agents.length, 3);
  t.is(agents[1], first, 'the first failure is tried again by the same agent');
  t.not(agents[2], first);
  const row = (await organization.tasks(id)).get('build');
  t.deepEqual(row?.excluded, [{ agent: first ?? '', class: 'verify-failed' }]);
  t.is(row?.baseCommit, 'abc', 'the next agent starts from the failed work');
  const decisions = await organization.store.transaction(async (tx) => tx.findBy(DecisionEntity, { projectId: id }));
  t.true(
    decisions.some(
      (decision) =>
        decision.stage === 'scoring' && decision.candidates?.some((each) => each.excluded?.startsWith('failed here')),
    ),
  );
});

test('orchestrate: the evidence of an agent is written with the end of its run, and its slot is free again', async (t) => {
  let first = true;
  const organization = await organize(t, [ben], ({ run }) => {
    if (run.purpose !== 'work' || !first) return succeeded;
    first = false;
    return failed('verify-failed');
  });
  const id = await organization.start({ request: 'x', tasks: [task('build')] });
  await ended(organization, id);
  const agent = await organization.store.transaction(async (tx) => tx.findOneByOrFail(AgentEntity, { name: 'ben' }));
  t.like(agent, { active: 0, successes: 1, failures: 1 });
});

test('orchestrate: with nobody left a person is asked, and the answer goes on from there', async (t) => {
  let failures = 0;
  const organization = await organize(t, [ben], ({ run }) => {
    if (run.purpose !== 'work') return succeeded;
    failures += 1;
    return failures <= 2 ? failed('verify-failed') : succeeded;
  });
  const { store, scope } = organization;
  const id = await organization.start({ request: 'x', tasks: [task('build')] });
  const open = await eventually(async () =>
    store.transaction(async (tx) => tx.findOneByOrFail(EscalationEntity, { projectId: id, state: 'open' })),
  );
  t.regex(open.question ?? '', /build/);
  const project = await organization.project(id);
  await store.transaction(async (tx) => giveInput(tx, scope, store.clock.now(), project, 'retry, and mind the tests'));
  organization.orchestrator.wake(id);
  t.is(await ended(organization, id), 'Complete');
  const last = await store.transaction(async (tx) =>
    tx.find(RunEntity, { where: { projectId: id, purpose: 'work' }, order: { createdAt: 'DESC' } }),
  );
  t.true(
    last[0]?.context.notes.some((note) => note.includes('mind the tests')),
    'the agent reads what the person said',
  );
});

test('orchestrate: of two answers the first wins', async (t) => {
  const organization = await organize(t, [ben], ({ run }) =>
    run.purpose === 'work' ? failed('model-refused') : succeeded,
  );
  const { store, scope } = organization;
  const id = await organization.start({ request: 'x', tasks: [task('build')] });
  await eventually(async () =>
    store.transaction(async (tx) => tx.findOneByOrFail(EscalationEntity, { projectId: id, state: 'open' })),
  );
  const project = await organization.project(id);
  const answer = async (text: string) =>
    store.transaction(async (tx) => giveInput(tx, scope, store.clock.now(), project, text));
  const [one, two] = await Promise.all([answer('fail'), answer('retry')]);
  t.deepEqual([one.answered, two.answered].toSorted(), [false, true], 'the second one is a note, not a second answer');
});

test('orchestrate: a failed task fails what depends on it, and then the project', async (t) => {
  const organization = await organize(t, [ben], ({ run }) =>
    run.purpose === 'work' ? failed('model-refused') : succeeded,
  );
  const { store, scope } = organization;
  const id = await organization.start({ request: 'x', tasks: [task('build'), task('ship', { dependsOn: ['build'] })] });
  await eventually(async () =>
    store.transaction(async (tx) => tx.findOneByOrFail(EscalationEntity, { projectId: id, state: 'open' })),
  );
  const project = await organization.project(id);
  await store.transaction(async (tx) => giveInput(tx, scope, store.clock.now(), project, 'fail'));
  organization.orchestrator.wake(id);
  t.is(await ended(organization, id), 'Failed');
  const tasks = await organization.tasks(id);
  t.is(tasks.get('ship')?.lastFailure?.class, 'dependency');
});

test('orchestrate: a review that asks for changes sends the work back to be done again', async (t) => {
  const seen: string[] = [];
  const dora = anAgent('dora', { role: 'reviewer' });
  const organization = await organize(t, [ben, dora], ({ run, task: row }) => {
    seen.push(`${row?.name ?? run.purpose}`);
    const rejected = seen.filter((name) => name === 'check').length === 1;
    if (row?.name !== 'check') return succeeded;
    return { ...succeeded, review: { approved: !rejected, comments: rejected ? 'name it better' : 'good' } };
  });
  const id = await organization.start({
    request: 'x',
    tasks: [task('build'), task('check', { role: 'reviewer', reviews: 'build' })],
  });
  t.is(await ended(organization, id), 'Complete');
  t.deepEqual(seen, ['build', 'check', 'build', 'check', 'accept']);
  const builds = await organization.store.transaction(async (tx) =>
    tx.find(RunEntity, { where: { projectId: id, agent: 'ben' }, order: { createdAt: 'ASC' } }),
  );
  t.regex(builds[1]?.context.previousFailures.at(-1)?.failure.message ?? '', /name it better/);
});

test('orchestrate: failed acceptance adds a task to repair the work, and is checked again', async (t) => {
  let accepted = 0;
  const organization = await organize(t, [ben], ({ run }) => {
    if (run.purpose !== 'accept') return succeeded;
    accepted += 1;
    return accepted === 1 ? failed('acceptance-failed') : succeeded;
  });
  const { store, scope } = organization;
  const id = await organization.start({
    request: 'x',
    acceptance: [{ name: 'smoke', command: 'true' }],
    tasks: [task('build')],
  });
  await eventually(async () => {
    const project = await organization.project(id);
    const open = await store.transaction(async (tx) =>
      tx.findOneBy(EscalationEntity, { projectId: id, state: 'open' }),
    );
    if (open !== null) {
      await store.transaction(async (tx) => giveInput(tx, scope, store.clock.now(), project, 'retry'));
      organization.orchestrator.wake(id);
    }
    if (project.endedAt === null) throw new Error(`still in ${project.phase}`);
  });
  t.is((await organization.project(id)).phase, 'Complete');
  t.is((await organization.tasks(id)).get('repair-1')?.phase, 'Complete');
});

test('orchestrate: cancelling fences what runs and ends everything', async (t) => {
  let aborted = false;
  const organization = await organize(t, [ben], (_work, signal) => {
    signal.addEventListener('abort', () => {
      aborted = true;
    });
    return undefined;
  });
  const { store, scope } = organization;
  const id = await organization.start({ request: 'x', tasks: [task('build')] });
  await eventually(async () =>
    store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { projectId: id, state: 'running' })),
  );
  await store.transaction(async (tx) =>
    requestCancel(tx, scope, store.clock.now(), await tx.findOneByOrFail(projectEntity, { id })),
  );
  organization.orchestrator.wake(id);
  t.is(await ended(organization, id), 'Cancelled');
  t.is((await organization.tasks(id)).get('build')?.phase, 'Cancelled');
  await eventually(async () => assert.ok(aborted));
  const agent = await store.transaction(async (tx) => tx.findOneByOrFail(AgentEntity, { name: 'ben' }));
  t.like(agent, { active: 0, failures: 0 }, 'the agent did not fail');
  const project = await organization.project(id);
  t.regex(project.summary ?? '', /cancelled\. 0 of 1 tasks complete\.\n- build \(unfinished, 1 run by ben\)/);
  const again = store.transaction(async (tx) => requestCancel(tx, scope, store.clock.now(), project));
  await t.notThrowsAsync(again, 'asking twice changes nothing');
});

test('orchestrate: a suspended project pauses its run, and goes on with it when resumed', async (t) => {
  const epochs: number[] = [];
  const organization = await organize(t, [ben], ({ run }) => {
    if (run.purpose !== 'work') return succeeded;
    epochs.push(run.epoch);
    return run.epoch === 1 ? undefined : succeeded;
  });
  const { store, scope, queue, orchestrator } = organization;
  const id = await organization.start({ request: 'x', tasks: [task('build')] });
  await eventually(async () =>
    store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { projectId: id, state: 'running' })),
  );
  const suspend = async (suspended: boolean) =>
    store.transaction(async (tx) =>
      setSuspended(tx, scope, store.clock.now(), await tx.findOneByOrFail(projectEntity, { id }), suspended),
    );
  for (const runId of await suspend(true)) await queue.stop(runId, 'suspended');
  t.is(
    (await store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { projectId: id, purpose: 'work' }))).state,
    'queued',
  );
  await suspend(false);
  orchestrator.wake(id);
  t.is(await ended(organization, id), 'Complete');
  t.deepEqual(epochs, [1, 2]);
});

test('orchestrate: a project at rest writes nothing', async (t) => {
  const organization = await organize(t, [ben], () => undefined);
  const id = await organization.start({ request: 'x', tasks: [task('build')] });
  const version = await eventually(async () => {
    const tasks = await organization.tasks(id);
    if (tasks.get('build')?.phase !== 'Monitor') throw new Error('not yet');
    return (await organization.project(id)).version;
  });
  for (let time = 0; time < 20; time += 1) {
    organization.orchestrator.wake(id);
    await organization.tasks(id);
  }
  t.true((await organization.project(id)).version - version <= 1, 'at most the last move was still under way');
});

test('orchestrate: an ended project leaves no question open', async (t) => {
  const organization = await organize(t, [ben], ({ run }) =>
    run.purpose === 'work' ? failed('model-refused') : succeeded,
  );
  const { store, scope } = organization;
  const id = await organization.start({ request: 'x', tasks: [task('build')] });
  const open = async () =>
    store.transaction(async (tx) => tx.findBy(EscalationEntity, { projectId: id, state: 'open' }));
  await eventually(async () => {
    if ((await open()).length === 0) throw new Error('nothing asked yet');
  });
  const project = await organization.project(id);
  await store.transaction(async (tx) => requestCancel(tx, scope, store.clock.now(), project));
  organization.orchestrator.wake(id);
  t.is(await ended(organization, id), 'Cancelled');
  t.deepEqual(await open(), []);
});

test('orchestrate: a supervisor that wants a person asked has one asked, and its run is told of under one name', async (t) => {
  const sue = anAgent('sue', { role: 'supervisor', capacity: 1 });
  const organization = await organize(t, [sue], ({ run }) =>
    run.purpose === 'supervise' || run.purpose === 'accept' ? succeeded : failed('verify-failed'),
  );
  const { store, scope } = organization;
  const id = await organization.start({ request: 'x', tasks: [task('build', { role: 'supervisor' })] });
  const question = await eventually(async () => {
    const [open] = await store.transaction(async (tx) => tx.findBy(EscalationEntity, { projectId: id, state: 'open' }));
    if (open?.action !== 'person') throw new Error(`nobody is asked; ${await story(organization, id)}`);
    return open.question ?? '';
  });
  t.regex(question, /^build: /);
  const events = await store.transaction(async (tx) => readEvents(tx, scope, { projectId: id, since: 0, limit: 200 }));
  const told = events.filter((event) => 'purpose' in event.data && event.data.purpose === 'supervise');
  t.deepEqual(
    told.map((event) => [event.type, 'subject' in event.data ? event.data.subject : undefined]),
    [
      ['RunQueued', 'project'],
      ['RunStarted', 'project'],
      ['RunEnded', 'project'],
    ],
  );
  t.like(events.find((event) => event.type === 'Answered')?.data, { subject: 'build', answer: 'person', by: 'sue' });
});

test("orchestrate: a run that ends by what is not its agent's doing leaves the evidence alone", async (t) => {
  let runs = 0;
  const organization = await organize(t, [ben], ({ run }) => {
    if (run.purpose !== 'work') return succeeded;
    runs += 1;
    return runs === 1 ? failed('permission-ask') : succeeded;
  });
  const { store, scope } = organization;
  const id = await organization.start({ request: 'x', tasks: [task('build')] });
  await eventually(async () => {
    const project = await organization.project(id);
    const { answered } = await store.transaction(async (tx) => giveInput(tx, scope, Date.now(), project, 'approve'));
    if (!answered) throw new Error(`nothing is asked; ${await story(organization, id)}`);
  });
  organization.orchestrator.wake(id);
  t.is(await ended(organization, id), 'Complete');
  const [row] = await store.transaction(async (tx) => tx.findBy(AgentEntity, { name: 'ben' }));
  t.like(row, { successes: 1, failures: 0, active: 0 });
});
