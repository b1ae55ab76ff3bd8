import { startWorker } from '../agents/worker/worker.ts';
import type { CatalogFollower } from '../orchestrator/in-force/catalog-follower.ts';
import { watchRoom } from '../workspace/free-space.ts';
import { createExecutor, type Tools } from './executor.ts';
import type { Ground } from './ground.ts';
import { startReaping } from './reaping.ts';

export interface WorkingOptions {
  readonly tools: Tools;
  readonly follower: CatalogFollower;
  /** How long runs may go on when `parts` are disposed of; what is left then is given back. */
  readonly graceMs: number;
}

const roomIsAskedEveryMs = 500;

/** Executes runs from the queue until `parts` are disposed of. */
export function startWorking(
  parts: AsyncDisposableStack,
  ground: Ground,
  { tools, follower, graceMs }: WorkingOptions,
): void {
  const { config, store, scope, queue, faults } = ground;
  startReaping(parts, ground, tools.sandboxes);
  parts.use(
    startWorker({
      store,
      scope,
      queue,
      ...createExecutor(ground, tools, follower),
      hasRoom: watchRoom(config.workspaces, config.minFreeBytes, roomIsAskedEveryMs),
      concurrency: config.concurrency,
      graceMs,
      onError: faults,
    }),
  );
}
