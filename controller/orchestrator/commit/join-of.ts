import type { ChainJoin } from '../../store/decision-contract.ts';
import type { RunRow } from '../../store/entities/run.ts';
import { lockChain } from '../../store/operations/runs/lock-chain.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import type { Choice } from '../plan/choice.ts';
import { phaseSinceOf, runsOf } from '../observe/project-view.ts';

/**
 * The chain of permission decisions that a move takes into the project's chain: that of the run which it fences, or which
 * ended since the subject came into its phase. A run that was seen to have ended calls no more; of another one the head is
 * read again and the run locked, for it may call until then.
 */
export async function joinOf(tx: Tx, scope: Scope, choice: Choice): Promise<ChainJoin | undefined> {
  const run = endedRun(choice);
  if (run === undefined) return undefined;
  const head = run.state === 'ended' ? (run.chainHead ?? undefined) : await lockChain(tx, scope, run.id);
  return head === undefined ? undefined : { runId: run.id, head };
}

// A supervisor calls nothing, and so has no chain.
function endedRun({ subject, from, to, intents }: Choice): RunRow | undefined {
  if (from === to) return undefined;
  const since = phaseSinceOf(subject);
  const fenced = new Set(intents.flatMap((intent) => (intent.do === 'fence-run' ? [intent.runId] : [])));
  return runsOf(subject).findLast(
    (run) => run.purpose !== 'supervise' && (fenced.has(run.id) || (run.endedAt?.getTime() ?? 0) >= since),
  );
}
