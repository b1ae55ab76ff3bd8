import { type RunProgress, tellProgress } from '../../memory/run-progress.ts';
import type { RunSession } from './run-session.ts';

/** Tells everybody what the run does from now on, for instance `execute_code`. */
export function tellDoing(
  { deps, job, steps }: RunSession,
  doing: string,
  more: Pick<RunProgress, 'waitsForModel'> = {},
): void {
  const turn = steps.reduce((count, { kind }) => count + (kind === 'turn' ? 1 : 0), 0);
  tellProgress(deps.ephemeral, job.runId, { turn, doing, ...more, since: deps.store.clock.now() });
}
