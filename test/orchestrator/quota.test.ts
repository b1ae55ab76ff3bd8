import test from 'ava';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import { reconcile } from '../../controller/orchestrator/reconcile.ts';
import { RunEntity } from '../../controller/store/entities/run.ts';
import { createProject } from '../../controller/store/operations/projects/create-project.ts';
import type { Store } from '../../controller/store/store.ts';
import { organize, reconcileDependencies } from '../support/orchestrate.ts';
import { anAgent, declared } from '../support/view.ts';

const build = { name: 'build', title: 'Build', role: 'developer', verify: 'true' };
const oneRun = { quotas: { parallelRuns: 1 } };
const own = declared({ apiVersion, kind: 'Organization', metadata: { name: 'own' }, spec: oneRun });

test("quota: two projects that look at the same time do not both take the organization's last run", async (t) => {
  const organization = await organize(t, [anAgent('ben', { capacity: 2 }), own], () => undefined);
  const { store, scope, keeper, queue } = organization;
  // Nobody looks at them but this test.
  await organization.orchestrator[Symbol.asyncDispose]();
  const deps = reconcileDependencies({ store, scope, keeper, queue });
  const spec = { request: 'x', tasks: [build] };
  const project = { spec, specDigest: 'd', source: 'api', revision: 'r1', taskTimeoutMs: 1_800_000, rehearsal: true };
  const create = async (name: string): Promise<string> =>
    store.transaction(async (tx) => createProject(tx, scope, store.clock.now(), { ...project, name }));
  const [one, two] = [await create('one'), await create('two')];
  for (const id of [one, two]) {
    while ((await organization.tasks(id)).get('build')?.phase !== 'Delegate') await reconcile(deps, id);
  }
  let looked = false;
  const overtaken: Store = {
    ...store,
    transaction: async (work) => {
      // It has looked; the other project is faster before it commits.
      if (!looked) await reconcile(deps, two);
      looked = true;
      return store.transaction(work);
    },
  };
  t.is((await reconcile({ ...deps, store: overtaken }, one)).kind, 'outdated');
  t.is(await store.transaction(async (tx) => tx.countBy(RunEntity, { purpose: 'work' })), 1);
});
