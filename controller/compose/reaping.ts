import { startReaper } from '../sandbox/reap-sandboxes.ts';
import type { SandboxDriver } from '../sandbox/sandbox.ts';
import { findStaleRuns } from '../store/operations/runs/find-stale-runs.ts';
import type { Ground } from './ground.ts';

/** Ends sandboxes that an earlier or a frozen process left behind, until `parts` are disposed of. */
export function startReaping(
  parts: AsyncDisposableStack,
  { store, scope, faults }: Pick<Ground, 'store' | 'scope' | 'faults'>,
  sandboxes: SandboxDriver,
): void {
  parts.use(
    startReaper({
      driver: sandboxes,
      findStale: (labels) => store.transaction((tx) => findStaleRuns(tx, scope, labels)),
      onFault: (error) => faults('sandboxes', error),
    }),
  );
}
