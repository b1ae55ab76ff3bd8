import { findSandboxes } from '../../../controller/sandbox/find-sandboxes.ts';
import { findStaleRuns } from '../../../controller/store/operations/runs/find-stale-runs.ts';
import { collectFolders } from '../../../controller/upkeep/duties/collect-folders.ts';
import { createCatalogKeeper } from '../../../controller/orchestrator/in-force/catalog-keeper.ts';
import { createCatalog } from '../../../controller/catalog/catalog.ts';
import { projectFolders, runFolders } from '../../../controller/workspace/run-folders.ts';
import type { Cluster } from './cluster.ts';
import { containersOf } from './containers.ts';

/** Sandboxes of runs that the cluster has ended, of epochs that are over, or of processes that are gone. */
export async function leftSandboxes(cluster: Cluster): Promise<readonly string[]> {
  const { store, scope, members } = cluster;
  const found = cluster.dockerHost === undefined ? await findSandboxes() : await containersOf(cluster);
  const labels = found.flatMap(({ label }) => label ?? []);
  const stale = await store.transaction((tx) => findStaleRuns(tx, scope, labels));
  // One that its owner was just making when it was killed takes the others longer to be sure of.
  const ownerless = found.filter(
    (one) => 'owner' in one && one.runs && !members.some(({ pid }) => pid() === one.owner),
  );
  return [...stale, ...ownerless.map(({ id }) => id)];
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
