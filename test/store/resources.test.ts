import test from 'ava';
import type { Declared } from '../../controller/catalog/catalog.ts';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { AgentResource } from '../../controller/catalog/kinds/kinds.ts';
import { ResourceEntity } from '../../controller/store/entities/resource.ts';
import { loadResources } from '../../controller/store/operations/resources/load-resources.ts';
import { saveResources } from '../../controller/store/operations/resources/save-resources.ts';
import { setConditions } from '../../controller/store/operations/resources/set-conditions.ts';
import type { Scope } from '../../controller/store/scope.ts';
import { localScope, otherScope } from '../support/rows.ts';
import { openTestStore } from '../support/store.ts';

test('resources: a source’s resources become what it declares, with a generation for each change', async (t) => {
  const { save, load, generations } = await openResources(t);
  t.like(await save('files:a', [agent('ben'), agent('cleo')]), {
    saved: [{ change: 'created' }, { change: 'created' }],
  });
  t.like(await save('files:a', [agent('ben'), agent('cleo')]), {
    saved: [{ change: 'unchanged' }, { change: 'unchanged' }],
  });
  const report = await save('files:a', [agent('ben', 'Changed.'), agent('dora')]);
  t.deepEqual(
    report.saved.map(({ name, change }) => `${name} ${change}`),
    ['ben changed', 'dora created', 'cleo deleted'],
  );
  t.deepEqual(await load(), [agent('ben', 'Changed.'), agent('dora')]);
  t.deepEqual(await generations(), { ben: 2, dora: 1 });
});

test('resources: a name that another source owns is reported and left as it is', async (t) => {
  const { save, load } = await openResources(t);
  await save('files:a', [agent('ben')]);
  const report = await save('api', [agent('ben', 'Mine!', 'api'), agent('cleo', 'Mine.', 'api')]);
  t.like(report.problems, [{ code: 'SPEC_OWNED' }]);
  t.is(report.problems.length, 1);
  t.deepEqual(await load(), [agent('ben'), agent('cleo', 'Mine.', 'api')]);
});

test('resources: conditions are kept beside the generation that they were seen at', async (t) => {
  const { store, scope, save } = await openResources(t);
  await save('files:a', [agent('ben')]);
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'Valid',
    message: '',
    observedGeneration: 1,
    lastTransitionTime: 'x',
  } as const;
  await store.transaction((tx) => setConditions(tx, scope, [{ kind: 'Agent', name: 'ben', conditions: [ready] }]));
  const [row] = await store.transaction((tx) => tx.find(ResourceEntity));
  t.deepEqual([row?.observedGeneration, row?.conditions], [1, [ready]]);
});

test('resources: are those of their organization alone', async (t) => {
  const { store, save, load } = await openResources(t);
  await save('files:a', [agent('ben')]);
  const other = await otherScope(store);
  t.deepEqual(await load(other), []);
  t.like(await save('files:a', [agent('ben', 'Theirs.')], other), { saved: [{ change: 'created' }], problems: [] });
  t.deepEqual(await load(), [agent('ben')]);
});

test('resources: a thousand are saved at once', async (t) => {
  const { save, load } = await openResources(t);
  const declared = Array.from({ length: 1000 }, (_, index) => agent(`agent-${index}`));
  t.is((await save('files:a', declared)).saved.length, 1000);
  t.is((await load()).length, 1000);
});

function agent(name: string, instructions = 'Work.', source = 'files:a'): Declared {
  const spec = { role: 'developer', instructions };
  const resource: AgentResource = { apiVersion, kind: 'Agent', metadata: { name }, spec };
  return { resource, source, revision: 'r1', digest: `${name} ${instructions}` };
}

async function openResources(t: Parameters<typeof openTestStore>[0]) {
  const store = await openTestStore(t);
  const scope = await localScope(store);
  const save = (source: string, declared: readonly Declared[], actor: Scope = scope) =>
    store.transaction((tx) => saveResources(tx, actor, store.clock.now(), { source, declared }));
  const load = (actor: Scope = scope) => store.transaction((tx) => loadResources(tx, actor));
  const generations = async () => {
    const rows = await store.transaction((tx) => tx.find(ResourceEntity, { order: { name: 'ASC' } }));
    return Object.fromEntries(rows.map((row) => [row.name, row.generation]));
  };
  return { store, scope, save, load, generations };
}
