import { faultpoint } from '../../faults/faultpoint.ts';
import type { EffectRow } from '../../store/entities/effect.ts';
import { effectId, intend } from '../../store/operations/effects/intend.ts';
import { listEffects } from '../../store/operations/effects/list-effects.ts';
import { receive } from '../../store/operations/effects/receive.ts';
import type { MergeAttempt, Workspace } from '../../workspace/workspace.ts';
import { labelOf } from '../bench/checkout.ts';
import { failed, type Failed, type RunSession } from '../session/run-session.ts';
import { RunStopped } from '../session/run-stopped.ts';
import { stopUnlessHeld } from '../session/stop-unless-held.ts';
import { prove, type Proof } from './verify.ts';
import { openWorkbench } from '../bench/workbench.ts';

/** The skill name under which merges stand in the effect ledger. */
const mergeEffect = 'maios-merge';
/** Main may move again while a merge is verified; somebody else has made progress each time. */
const maxAttempts = 5;

export type Delivery =
  | { readonly kind: 'delivered'; readonly commit: string | undefined }
  /** `left` is the work on top of what others brought to main, where the next attempt starts. */
  | (Failed & { readonly left?: string });

export interface Delivered {
  readonly workspace: Workspace;
  /** What the run's changes count from. */
  readonly base: string;
  readonly snapshot: string;
  readonly message: string;
  readonly verify: string | undefined;
}

/**
 * Brings verified work to main as one commit. When main has moved since the run began, the merged result is verified
 * too, before main moves. `commit` is undefined when there was nothing to bring.
 */
export async function deliver(session: RunSession, work: Delivered): Promise<Delivery> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    session.signal.throwIfAborted();
    const merge = await work.workspace.prepareMerge(work.snapshot, work.message);
    if (merge.kind === 'unchanged') return { kind: 'delivered', commit: undefined };
    if (merge.kind === 'conflict') return { ...conflict(merge.files), left: merge.commit };
    const problem = merge.onto === work.base ? undefined : await unfit(session, work, merge, attempt);
    if (problem !== undefined) return { ...problem, left: merge.commit };
    if (await advance(session, work.workspace, merge)) return { kind: 'delivered', commit: merge.commit };
  }
  return failed('merge-conflict', `expected main to hold still for one merge, found it moved ${maxAttempts} times`);
}

/**
 * The merge that was made before this run was interrupted, or by the attempt before it, which was cut off then; a merge
 * whose receipt was lost is known by main containing it. Asked before anything is done again, so that no commit is made twice.
 */
export async function findDelivered(session: RunSession, open: () => Promise<Workspace>): Promise<string | undefined> {
  const { deps, scope, job } = session;
  const runs = runsBefore(session);
  if (runs.length === 0) return undefined;
  const effects = await deps.store.transaction(async (tx) => {
    const found: EffectRow[] = [];
    for (const run of runs) found.push(...(await listEffects(tx, scope, run)));
    return found;
  });
  for (const { id, runId, skill, intent, receipt } of effects) {
    const commit = intent['commit'];
    if (skill !== mergeEffect || typeof commit !== 'string') continue;
    const merged = receipt === null ? await (await open()).contains(commit) : receipt['merged'] === true;
    if (receipt === null && runId === job.runId) await giveReceipt(session, id, merged);
    if (merged) return commit;
  }
  return undefined;
}

// An attempt that failed by itself has merged nothing: what merges succeeds.
function runsBefore({ work: { task, resumed }, job }: RunSession): readonly string[] {
  const last = task?.lastOutcome === 'failed' ? task.lastRunId : null;
  return [...(resumed ? [job.runId] : []), ...(last === null ? [] : [last])];
}

async function advance(
  session: RunSession,
  workspace: Workspace,
  merge: MergeAttempt & { kind: 'clean' },
): Promise<boolean> {
  const { deps, scope, job } = session;
  const { commit, onto } = merge;
  const intended = {
    ...job,
    callId: `merge ${commit}`,
    skill: mergeEffect,
    class: 'reconcilable' as const,
    intent: { commit, onto },
  };
  faultpoint('run.merging');
  const effect = await deps.store.transaction((tx) => intend(tx, scope, deps.store.clock.now(), intended));
  if (effect === undefined) await stopUnlessHeld({ deps, scope, job });
  if (effect === undefined) throw new RunStopped('lost', 'the run has gone on elsewhere');
  faultpoint('run.merge-intended');
  const moved = await workspace.advance(onto, commit);
  faultpoint('run.merged');
  await giveReceipt(session, effectId(job.runId, intended.callId), moved);
  return moved;
}

async function giveReceipt({ deps, scope, job }: RunSession, id: string, merged: boolean): Promise<void> {
  await deps.store.transaction((tx) => receive(tx, scope, deps.store.clock.now(), { ...job, id, receipt: { merged } }));
}

// Why the work is not to come to main although git could put it there.
async function unfit(
  session: RunSession,
  work: Delivered,
  merge: MergeAttempt & { kind: 'clean' },
  attempt: number,
): Promise<Failed | undefined> {
  const marked = await work.workspace.unresolved(merge.onto, merge.commit);
  if (marked.length > 0) return conflict(marked);
  const proof = await proveMerged(session, work, merge, attempt);
  return proof === undefined || proof.passed ? undefined : brokenTogether(work, proof);
}

async function proveMerged(
  session: RunSession,
  work: Delivered,
  merge: MergeAttempt & { kind: 'clean' },
  attempt: number,
): Promise<Proof | undefined> {
  if (work.verify === undefined) return undefined;
  const label = `${labelOf(session)}.merged-${attempt}`;
  const worktree = await work.workspace.checkout(label, { base: merge.commit });
  try {
    await using bench = openWorkbench(session.deps, async () => worktree, label);
    const remainingMs = Math.max(1000, session.deadline.at - session.deps.store.clock.now());
    return await prove(session, await bench.sandbox(false), work.verify, remainingMs);
  } finally {
    await worktree.remove();
  }
}

function conflict(files: readonly string[]): Failed {
  const found = `conflicts in ${files.slice(0, 20).join(', ')}`;
  const marks = 'where they are text, both sides stand there, between <<<<<<< and >>>>>>>, and are to be made one';
  return failed('merge-conflict', `expected the work to fit main, found ${found}: ${marks}`);
}

function brokenTogether({ verify }: Delivered, { ended, output }: Proof): Failed {
  return failed(
    'verify-failed',
    `expected \`${verify}\` to pass together with what others brought to main, found ${ended}`,
    output,
  );
}
