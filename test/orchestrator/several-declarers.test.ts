import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import { assembleCatalog } from '../../controller/catalog/assemble.ts';
import { loadBuiltins } from '../../controller/catalog/builtins.ts';
import { digestOf } from '../../controller/catalog/kinds/digest.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { AnyResource } from '../../controller/catalog/kinds/kinds.ts';
import { systemClock } from '../../controller/clock/clock.ts';
import { createInProcessBus } from '../../controller/events/in-process-bus.ts';
import { createCatalogKeeper, type CatalogKeeper } from '../../controller/orchestrator/in-force/catalog-keeper.ts';
import { followCatalog } from '../../controller/orchestrator/in-force/catalog-follower.ts';
import { createDeclaredState } from '../../controller/orchestrator/declare/declared-state.ts';
import { createDeclarer, type Declarer } from '../../controller/orchestrator/declare/declarer.ts';
import { ProjectEntity } from '../../controller/store/entities/project.ts';
import { ResourceEntity } from '../../controller/store/entities/resource.ts';
import { catalogGeneration } from '../../controller/store/operations/resources/catalog-generation.ts';
import { ensureLocalOrganization } from '../../controller/store/operations/setup/ensure-local-organization.ts';
import type { Store } from '../../controller/store/store.ts';
import { eventually } from '../support/eventually.ts';
import { openTestStore } from '../support/store.ts';

interface Process {
  readonly declarer: Declarer;
  readonly keeper: CatalogKeeper;
  readonly changes: () => number;
  upToDate(): Promise<void>;
  catchUp(generation: number): Promise<void>;
  declare(resource: AnyResource): ReturnType<Declarer['declare']>;
  apply(source: string, resources: readonly AnyResource[]): ReturnType<Declarer['apply']>;
}

/** Several processes on one database and one bus, as far as declaring goes. */
async function start(t: ExecutionContext): Promise<{ readonly store: Store; another(): Promise<Process> }> {
  const store = await openTestStore(t);
  const scope = await store.transaction(async (tx) => ensureLocalOrganization(tx, systemClock.now()));
  const builtins = await loadBuiltins();
  const bus = createInProcessBus();
  const another = async (): Promise<Process> => {
    const keeper = createCatalogKeeper(assembleCatalog([builtins]).catalog);
    const state = createDeclaredState({ store, scope, keeper, builtins });
    let changes = 0;
    const deps = { store, scope, keeper, builtins, taskTimeoutMs: 60_000 };
    const announce = (): void => bus.publish({ v: 1, kind: 'catalog' });
    const declarer = createDeclarer({ ...deps, announce, checkModel: () => undefined, wake: () => undefined }, state);
    await declarer.restore();
    const follower = followCatalog({
      // An embedded store has one process; that of these tests has several.
      store: { ...store, kind: 'server' },
      scope,
      state,
      bus,
      onChange: () => (changes += 1),
      onFault: (error) => t.fail(String(error)),
    });
    t.teardown(() => follower[Symbol.asyncDispose]());
    return {
      declarer,
      keeper,
      changes: () => changes,
      upToDate: () => follower.upToDate(),
      catchUp: (generation) => follower.catchUp(generation),
      declare: (resource) => declarer.declare(resource, digestOf(resource.spec), { again: false }),
      apply(source, resources) {
        const declared = resources.map((resource) => ({
          resource,
          source,
          revision: 'r1',
          digest: digestOf(resource.spec),
        }));
        return declarer.apply({ source, revision: 'r1', declared, problems: [] }, { again: false });
      },
    };
  };
  return { store, another };
}

const agent = (name: string, instructions = 'Work.'): AnyResource => ({
  apiVersion,
  kind: 'Agent',
  metadata: { name },
  spec: { role: 'developer', instructions },
});
const project = (name: string): AnyResource => ({
  apiVersion,
  kind: 'Project',
  metadata: { name },
  spec: { request: 'Build it.', tasks: [{ name: 'a', title: 'A' }] },
});
const agentsOf = ({ keeper }: Process): readonly string[] =>
  keeper
    .current()
    .list('Agent')
    .filter(({ source }) => source !== 'builtin')
    .map(({ resource }) => resource.metadata.name)
    .toSorted();

test('several declarers: what one declares, the others have soon', async (t) => {
  const { another } = await start(t);
  const [one, other] = [await another(), await another()];
  await one.declare(agent('ben'));
  await eventually(() => assert.deepEqual([agentsOf(other), other.changes()], [['ben'], 1]));
  await one.declare(agent('ben', 'Work harder.'));
  await eventually(() => {
    const found = other.keeper.current().get('Agent', 'ben')?.resource.spec;
    assert.equal(found?.instructions, 'Work harder.');
  });
  t.pass();
});

test('several declarers: what is asked for at once is there at once', async (t) => {
  const { another } = await start(t);
  const [one, other] = [await another(), await another()];
  await one.declare(agent('ben'));
  await other.upToDate();
  t.deepEqual(agentsOf(other), ['ben']);
});

test('several declarers: whoever has read how much was declared with something else need not ask', async (t) => {
  const { another, store } = await start(t);
  const [one, other] = [await another(), await another()];
  const scope = await store.transaction(async (tx) => ensureLocalOrganization(tx, systemClock.now()));
  await one.declare(agent('ben'));
  const generation = await store.single(async (tx) => catalogGeneration(tx, scope));
  await other.catchUp(generation);
  t.deepEqual(agentsOf(other), ['ben']);
  await other.catchUp(generation);
  t.is(other.changes(), 1, 'nothing was new');
});

test('several declarers: none takes away what another declared in the same source', async (t) => {
  const { another, store } = await start(t);
  const processes = [await another(), await another(), await another()];
  const names = Array.from({ length: 12 }, (_, n) => `agent-${n + 10}`);
  await Promise.all(names.map(async (name, n) => processes[n % 3]?.declare(agent(name))));
  const stored = await store.transaction(async (tx) => tx.find(ResourceEntity, { order: { name: 'ASC' } }));
  t.deepEqual(
    stored.map(({ name }) => name),
    names,
  );
  for (const process of processes) {
    await process.upToDate();
    t.deepEqual(agentsOf(process), names);
  }
});

test('several declarers: projects that are started in one stay when another starts more', async (t) => {
  const { another, store } = await start(t);
  const [one, other] = [await another(), await another()];
  await one.declare(project('first'));
  await other.declare(project('second'));
  await one.declare(project('third'));
  const rows = await store.transaction(async (tx) => tx.find(ProjectEntity, { order: { createdAt: 'ASC' } }));
  t.deepEqual(
    rows.map(({ name, cancelRequested }) => [name, cancelRequested]),
    [
      ['first', false],
      ['second', false],
      ['third', false],
    ],
  );
  t.is(other.changes() + one.changes(), 0, 'a project concerns nobody else');
});

test('several declarers: a source that was written by another is known as that left it', async (t) => {
  const { another } = await start(t);
  const [one, other] = [await another(), await another()];
  await one.apply('files:x', [agent('ben'), agent('cleo')]);
  await other.apply('files:x', [agent('ben'), agent('dora')]);
  await one.declare(agent('eve'));
  t.deepEqual(agentsOf(one), ['ben', 'dora', 'eve']);
  await other.apply('files:x', []);
  await one.upToDate();
  t.deepEqual(agentsOf(one), ['eve']);
});

test('several declarers: a name that one source owns is refused to another, whichever process knows it', async (t) => {
  const { another } = await start(t);
  const [one, other] = [await another(), await another()];
  await one.apply('files:x', [agent('ben')]);
  const { problems } = await other.declare(agent('ben', 'Mine.'));
  t.deepEqual(
    problems.map(({ code }) => code),
    ['SPEC_OWNED'],
  );
  await one.declare(project('demo'));
  const refused = await other.apply('files:y', [project('demo')]);
  t.deepEqual(refused.projects, []);
  t.deepEqual(
    refused.problems.map(({ code }) => code),
    ['SPEC_OWNED'],
  );
});
