import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { startWorker } from '../../../controller/agents/worker/worker.ts';
import { assembleCatalog } from '../../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../../controller/catalog/builtins.ts';
import { createInProcessBus } from '../../../controller/events/in-process-bus.ts';
import { createCatalogKeeper, type CatalogKeeper } from '../../../controller/orchestrator/in-force/catalog-keeper.ts';
import { createOrchestrator } from '../../../controller/orchestrator/orchestrator.ts';
import { reconcile } from '../../../controller/orchestrator/reconcile.ts';
import { startRelay } from '../../../controller/orchestrator/lead/relay.ts';
import { createInProcessQueue } from '../../../controller/queue/in-process-queue.ts';
import type { RunQueue } from '../../../controller/queue/queue.ts';
import { DecisionEntity } from '../../../controller/store/entities/decision.ts';
import { OutboxEntity } from '../../../controller/store/entities/outbox.ts';
import { ProjectEntity } from '../../../controller/store/entities/project.ts';
import { RunEntity } from '../../../controller/store/entities/run.ts';
import { createProject } from '../../../controller/store/operations/projects/create-project.ts';
import { claimRun } from '../../../controller/store/operations/runs/claim-run.ts';
import { finishRun } from '../../../controller/store/operations/runs/finish-run.ts';
import type { Leadership } from '../../../controller/store/leadership.ts';
import type { Scope } from '../../../controller/store/scope.ts';
import type { Store } from '../../../controller/store/store.ts';
import { eventually } from '../../support/eventually.ts';
import { reconcileDependencies, succeeded } from '../../support/orchestrate.ts';
import { localScope } from '../../support/rows.ts';
import { anAgent } from '../../support/view.ts';
import { openWitness, quiet, stand, type Witness } from './candidates.ts';

/** The orchestrator's own, which is no part of its interface. */
const sweepMs = 2000;
const build = { name: 'build', title: 'Build', role: 'developer', verify: 'true' };

interface Server {
  readonly store: Store;
  readonly scope: Scope;
  readonly leadership: Leadership;
  readonly keeper: CatalogKeeper;
  readonly queue: RunQueue;
  /** The queue throws away whatever is sent, and knows nothing of it. */
  forgetful: boolean;
}

// As a server and a worker in one, without the others' queue and bus: they find each other by the database alone.
async function startServer(t: ExecutionContext, witness: Witness, owner: string): Promise<Server> {
  const { store, leadership } = await stand(t, witness, owner);
  const scope = await localScope(store);
  const own = { source: 'api', revision: 'r1', declared: [anAgent('ben')], problems: [] };
  const keeper = createCatalogKeeper(assembleCatalog([await loadBuiltins(), own]).catalog);
  const inner = createInProcessQueue();
  const queue: RunQueue = { ...inner, send: async (jobs) => (server.forgetful ? undefined : inner.send(jobs)) };
  const server: Server = { store, scope, leadership, keeper, queue, forgetful: false };
  const onError = (about: string, error: unknown): void => t.log(owner, about, error);
  const orchestrator = createOrchestrator({ ...server, bus: createInProcessBus(), onError });
  const relay = startRelay({ store, scope, queue, onError, intervalMs: 200 });
  t.teardown(async () => queue[Symbol.asyncDispose]());
  t.teardown(async () => relay[Symbol.asyncDispose]());
  t.teardown(async () => orchestrator[Symbol.asyncDispose]());
  await orchestrator.start();
  const executeRun = async (job: { readonly runId: string; readonly epoch: number }): Promise<void> => {
    const claim = { ...job, owner, leaseMs: 1000 };
    const work = await store.transaction(async (tx) => claimRun(tx, scope, store.clock.now(), claim));
    if (work === undefined) return;
    await store.transaction(async (tx) => finishRun(tx, scope, store.clock.now(), { ...job, result: succeeded }));
  };
  startWorker({ store, scope, queue, owner, executeRun, concurrency: 2, graceMs: 0, onError });
  return server;
}

async function create({ store, scope }: Server): Promise<string> {
  const project = {
    name: 'demo',
    specDigest: 'd',
    source: 'api',
    revision: 'r1',
    taskTimeoutMs: 60_000,
    rehearsal: true,
  };
  const spec = { request: 'x', tasks: [build] };
  return store.transaction(async (tx) => createProject(tx, scope, store.clock.now(), { ...project, spec }));
}

async function completes({ store }: Server, id: string): Promise<void> {
  await eventually(async () => {
    const { phase } = await store.transaction(async (tx) => tx.findOneByOrFail(ProjectEntity, { id }));
    assert.equal(phase, 'Complete');
  });
}

test('controllers: two that reconcile one project at once commit each step once', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const { store } = await stand(t, witness, 'one');
  const scope = await localScope(store);
  const own = { source: 'api', revision: 'r1', declared: [anAgent('ben')], problems: [] };
  const keeper = createCatalogKeeper(assembleCatalog([await loadBuiltins(), own]).catalog);
  const one = reconcileDependencies({ store, scope, keeper, queue: createInProcessQueue() });
  const two = reconcileDependencies({ store, scope, keeper, queue: createInProcessQueue() });
  const id = await create({ store, scope } as Server);
  for (let turn = 0; turn < 4; turn += 1) await Promise.all([one, two].map(async (deps) => reconcile(deps, id)));
  const decisions = await store.transaction(async (tx) => tx.findBy(DecisionEntity, { projectId: id }));
  const seqs = decisions.map(({ seq }) => seq).toSorted((a, b) => a - b);
  t.deepEqual(
    seqs,
    seqs.map((_seq, index) => index + 1),
  );
  t.is(await store.transaction(async (tx) => tx.countBy(RunEntity, { projectId: id })), 1);
});

test('controllers: a project that is created beside the leader is found, and goes on when the leader is gone', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const one = await startServer(t, witness, 'one');
  const two = await startServer(t, witness, 'two');
  t.deepEqual([one.leadership.epoch(), two.leadership.epoch()], [1, undefined]);
  await completes(two, await create(two));
  one.forgetful = true;
  const id = await create(two);
  await eventually(async () =>
    two.store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { projectId: id, state: 'queued' })),
  );
  await one.leadership[Symbol.asyncDispose]();
  await completes(two, id);
});

test('relay: what the queue lost is sent again, and nothing is left in the outbox', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const server = await startServer(t, witness, 'one');
  server.forgetful = true;
  const id = await create(server);
  await eventually(async () =>
    server.store.transaction(async (tx) => tx.findOneByOrFail(RunEntity, { projectId: id, state: 'queued' })),
  );
  server.forgetful = false;
  await completes(server, id);
  await eventually(async () =>
    assert.equal(await server.store.transaction(async (tx) => tx.countBy(OutboxEntity, {})), 0),
  );
  t.pass();
});

test('relay: what its committer could not send stays, and is sent when the queue is back', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const server = await startServer(t, witness, 'one');
  const send = server.queue.send.bind(server.queue);
  server.queue.send = async () => Promise.reject(new Error('the queue is away'));
  const id = await create(server);
  await eventually(async () => {
    const [row] = await server.store.transaction(async (tx) => tx.find(OutboxEntity));
    assert.deepEqual([row?.topic, row?.payload['v'], row?.payload['epoch']], ['run', 1, 1]);
  });
  server.queue.send = send;
  await completes(server, id);
  t.pass();
});

test('controllers: at rest nothing is written', async (t) => {
  const witness = await openWitness(t);
  if (witness === undefined) return;
  const server = await startServer(t, witness, 'one');
  await startServer(t, witness, 'two');
  await completes(server, await create(server));
  // Somebody waits for the slot, so that the sweep looks for everything that it looks for.
  await witness.query('UPDATE agents SET active = capacity');
  await create(server);
  await quiet(witness, 3 * sweepMs);
  t.pass();
});
