import { setTimeout as sleep } from 'node:timers/promises';
import { isPaused } from '../store/operations/setup/is-paused.ts';
import type { ApiDependencies } from './api-dependencies.ts';

const patienceMs = 500;

/** Whether everything is paused; null when the database does not say so within a moment. Never fails. */
export async function pausedNow({ store, scope }: Pick<ApiDependencies, 'store' | 'scope'>): Promise<boolean | null> {
  const answer = store.transaction((tx) => isPaused(tx, scope)).catch(() => null);
  return Promise.race([answer, sleep(patienceMs, null, { ref: false })]);
}
