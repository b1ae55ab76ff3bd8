import { type Outgoing, putJobsBeside } from '../../queue/job-message.ts';
import { priorityOf } from '../../queue/priority-of.ts';
import { claimSlot } from '../../store/operations/agents/claim-slot.ts';
import { isWithinQuota } from '../../store/operations/agents/is-within-quota.ts';
import { insertRuns, newRunRow } from '../../store/operations/runs/insert-run.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';
import type { NewRun } from '../plan/intent.ts';
import { Outdated } from './outdated.ts';

/** A run that a commit queues, under an id that was told already. */
export interface StartedRun {
  readonly id: string;
  readonly projectId: string;
  readonly run: NewRun;
}

/**
 * Queues runs, each with a slot of its agent, and the messages that bring them to workers. Late in the commit: an agent's row
 * is locked from then on, and others want it too.
 */
export async function startRuns(
  tx: Tx,
  scope: Scope,
  now: number,
  started: readonly StartedRun[],
): Promise<readonly Outgoing[]> {
  if (started.length === 0) return [];
  for (const { run } of started) await claim(tx, scope, now, run);
  const rows = started.map(({ id, projectId, run }) => newRunRow(scope, now, id, { ...run, projectId }));
  const { jobs, beside } = putJobsBeside(
    scope,
    now,
    rows.map(({ id, epoch, purpose }) => ({ runId: id, epoch, priority: priorityOf(purpose) })),
  );
  await insertRuns(tx, rows, beside);
  return jobs;
}

async function claim(tx: Tx, scope: Scope, now: number, { agent, capacity, quota }: NewRun): Promise<void> {
  if (quota !== undefined && !(await isWithinQuota(tx, scope, quota))) throw new Outdated();
  if (agent !== undefined && !(await claimSlot(tx, scope, now, { agent, capacity }))) throw new Outdated();
}
