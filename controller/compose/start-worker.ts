import type { StartedProcess } from '../cli/connect.ts';
import type { Config } from '../config/config.ts';
import { createLocalEmbedder } from '../memory/local-embedder.ts';
import { followCatalog } from '../orchestrator/in-force/catalog-follower.ts';
import { assertGitVersion } from '../workspace/git-version.ts';
import { createGitWorkspaces } from '../workspace/git-workspaces.ts';
import type { Notify } from './describe-fault.ts';
import { layGround } from './ground.ts';
import { placeLines } from './places.ts';
import { createReadiness } from './readiness.ts';
import { serveHealth } from './serve-health.ts';
import { trySandboxes } from './try-sandboxes.ts';
import { startWorking } from './working.ts';

/** Starts a worker: it executes runs that servers decided on, and decides nothing. */
export async function startWorker(config: Config, notify: Notify): Promise<StartedProcess> {
  await assertGitVersion();
  await using parts = new AsyncDisposableStack();
  const sandbox = trySandboxes(parts, config, notify);
  const ground = await layGround(parts, config, notify, { kind: 'worker', owns: false, waits: true });
  const { store, scope, bus, declared, faults } = ground;
  const sandboxes = await sandbox();
  const embedder = parts.use(createLocalEmbedder());
  const workspaces = createGitWorkspaces(config.workspaces);
  const follower = parts.use(
    followCatalog({
      store,
      scope,
      state: declared,
      bus,
      onChange: () => undefined,
      onFault: (error) => faults('the catalog', error),
    }),
  );
  await follower.upToDate();
  startWorking(parts, ground, { tools: { sandboxes, workspaces, embedder }, follower, graceMs: config.graceMs });
  await serveHealth(parts, ground, createReadiness(ground, 'worker'));
  const running = parts.move();
  const lines = [...placeLines('worker', config), `sandbox     ${sandboxes.name}`, `at once     ${config.concurrency}`];
  return { lines, close: async () => running.disposeAsync() };
}
