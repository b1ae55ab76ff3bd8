import { faultpoint } from '../../faults/faultpoint.ts';
import type { RunQueue } from '../../queue/queue.ts';
import { pauseOrganization } from '../../store/operations/setup/pause-organization.ts';
import { resumeOrganization } from '../../store/operations/setup/resume-organization.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store } from '../../store/store.ts';

/** What a pause of everything, or its end, came to. */
export interface PauseReport {
  readonly paused: boolean;
  /** False: it was so already. */
  readonly changed: boolean;
  /** Open projects that it is about. */
  readonly projects: number;
  /** Runs that were stopped under way, and go on from their last step later. */
  readonly runs: number;
}

/**
 * Pauses the whole organization before its next model call or effect, or lets it go on. When this has returned, no call
 * begins any more; workers that are told late, or never, find out when they want to begin one.
 */
export async function setPaused(
  { store, queue }: { readonly store: Store; readonly queue: RunQueue },
  scope: Scope,
  paused: boolean,
): Promise<PauseReport> {
  const change = paused ? pauseOrganization : resumeOrganization;
  const done = await store.transaction(async (tx) => change(tx, scope, store.clock.now()));
  faultpoint('pause.committed');
  // The bus may be away: what must stop does so all the same, only later.
  await Promise.allSettled((done?.stopped ?? []).map(async (runId) => queue.stop(runId, 'paused')));
  return { paused, changed: done !== undefined, projects: done?.projects ?? 0, runs: done?.stopped.length ?? 0 };
}
