import { findSandboxes } from '../../../controller/sandbox/find-sandboxes.ts';
import { findStaleRuns } from '../../../controller/store/operations/runs/find-stale-runs.ts';
import { collectFolders } from '../../../controller/upkeep/duties/collect-folders.ts';
import { createCatalogKeeper } from '../../../controller/orchestrator/catalog-keeper.ts';
import { createCatalog } from '../../../controller/catalog/catalog.ts';
import { projectFolders, runFolders } from '../../../controller/workspace/run-folders.ts';
import { type Cluster } from './cluster.ts';

/** Sandboxes on this machine of runs that the cluster has ended, or of epochs that are over. */
export async function leftSandboxes({ store, scope }: Cluster): Promise<readonly string[]> {
  const labels = (await findSandboxes()).flatMap(({ label }) => label ?? []);
  return [...(await store.transaction((tx) => findStaleRuns(tx, scope, labels)))];
}

const dayMs = 86_400_000;

/** Folders of runs that are still there after upkeep, a day later; every project has ended. */
export async function leftFolders({ store, scope, workspaces }: Cluster): Promise<readonly string[]> {
  const duty = collectFolders();
  const house = {
    store: { ...store, clock: { ...store.clock, now: () => store.clock.now() + dayMs } },
    scope,
    keeper: createCatalogKeeper(createCatalog([])),
    workspaces,
    guarded: store.transaction,
    signal: new AbortController().signal,
  };
  while ((await duty.pass(house)).isMoreLeft === true);
  const left = await Promise.all((await projectFolders(workspaces)).map((id) => runFolders(workspaces, id)));
  return left.flat().map(({ path }) => path);
}
