import { faultpoint } from '../../faults/faultpoint.ts';
import { jobTopic, jobVersion, readJob } from '../../queue/job-message.ts';
import { priorityOf } from '../../queue/priority-of.ts';
import type { RunQueue } from '../../queue/queue.ts';
import { hasMessages } from '../../store/operations/outbox/has-messages.ts';
import { take } from '../../store/operations/outbox/take.ts';
import { countWaitingRuns, waitingRuns } from '../../store/operations/runs/waiting-runs.ts';
import type { Scope } from '../../store/scope.ts';
import type { Store } from '../../store/store.ts';
import { every } from './every.ts';

export interface RelayDependencies {
  readonly store: Store;
  readonly scope: Scope;
  readonly queue: RunQueue;
  readonly onError: (about: string, error: unknown) => void;
  /** How often it looks, and how old a message is that its committer did not publish; ms. */
  readonly intervalMs?: number;
}

const defaultIntervalMs = 3000;
const batch = 500;

/**
 * Sends what its committer could not: messages that are left in the outbox, and runs that the queue lost. Every server has
 * one; they share the work. Nothing is written where nothing is left.
 */
export function startRelay(deps: RelayDependencies): AsyncDisposable {
  const { intervalMs = defaultIntervalMs, store, onError } = deps;
  const missed = { before: false };
  const work = async (): Promise<void> => {
    while (await relayLeftovers(deps, store.clock.now() - intervalMs));
    missed.before = await resendLost(deps, missed.before);
  };
  return every(store.clock, intervalMs, work, (error) => onError('the relay', error));
}

/** Whether there may be more. */
async function relayLeftovers({ store, scope, queue }: RelayDependencies, before: number): Promise<boolean> {
  const wanted = { topic: jobTopic, version: jobVersion, before };
  if (!(await store.single(async (tx) => hasMessages(tx, scope, wanted)))) return false;
  const taken = await store.transaction(async (tx) => {
    const messages = await take(tx, scope, { ...wanted, limit: batch });
    if (messages.length === 0) return 0;
    faultpoint('relay.taken');
    await queue.send(messages.flatMap((message) => readJob(message) ?? []));
    faultpoint('relay.sent');
    return messages.length;
  });
  if (taken > 0) faultpoint('relay.published');
  return taken === batch;
}

/**
 * Whether fewer jobs wait in the queue than runs wait for a worker. A job that is just being claimed is missing for a moment,
 * so they are sent again when it is so for the second time; those that the queue knows are not doubled by it.
 */
async function resendLost({ store, scope, queue }: RelayDependencies, before: boolean): Promise<boolean> {
  const known = await queue.waiting();
  const waiting = await store.single(async (tx) => countWaitingRuns(tx, scope));
  if (waiting <= known) return false;
  if (!before) return true;
  let after: string | undefined;
  do {
    const page = await store.transaction(async (tx) => waitingRuns(tx, scope, { after, limit: batch }));
    await queue.send(page.map(({ runId, epoch, purpose }) => ({ runId, epoch, priority: priorityOf(purpose) })));
    after = page.length === batch ? page.at(-1)?.runId : undefined;
  } while (after !== undefined);
  return false;
}
