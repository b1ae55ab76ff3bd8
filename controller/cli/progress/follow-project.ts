import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../api-client.ts';
import type { ProjectEvent } from '../../events/event.ts';
import type { ProjectDetailView } from '../../store/operations/views/project-detail.ts';
import { type Progress, progressOf, withView } from './progress.ts';
import { reduce } from './reduce.ts';
import { type Rest, restOf } from './rest.ts';

/** Told of every change while a project is followed. */
export interface Follower {
  /** One more event, with the state after it. */
  onEvent(event: ProjectEvent, state: Progress): void;
  /** Something else changed: the spend, or only the time. */
  onState(state: Progress): void;
}

export interface FollowOptions {
  /** Events after this one are told; all of them by 0. */
  readonly since: number;
  readonly signal: AbortSignal;
  /** How often the spend and what runs do is asked for. */
  readonly refreshMs?: number;
}

export const refreshEveryMs = 1000;
// Between two commits of one move, a project can look idle for a moment.
const settleMs = 400;

/** Follows a project until nothing more happens by itself; undefined when the signal ended it before. */
export async function followProject(
  api: ApiClient,
  view: ProjectDetailView,
  follower: Follower,
  { since, signal, refreshMs = refreshEveryMs }: FollowOptions,
): Promise<Rest | undefined> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const watch = { state: progressOf(view), rest: undefined, stop };
  follower.onState(watch.state);
  const refreshing = refresh(api, watch, follower, { signal: either, refreshMs });
  try {
    await pump(api, watch, follower, { since, signal: either });
  } finally {
    stop.abort();
    await refreshing;
  }
  return signal.aborted ? undefined : watch.rest;
}

interface Watch {
  state: Progress;
  rest: Rest | undefined;
  readonly stop: AbortController;
}

async function pump(api: ApiClient, watch: Watch, follower: Follower, { since, signal }: FollowOptions): Promise<void> {
  const settle = settler(watch);
  settle();
  for await (const event of api.events(watch.state.id, since, signal)) {
    watch.state = reduce(watch.state, event);
    follower.onEvent(event, watch.state);
    settle();
  }
}

/** Ends the watch once the state has been at rest for a moment; called after every change. */
function settler(watch: Watch): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    if (restOf(watch.state) === undefined) return;
    timer = setTimeout(() => {
      watch.rest = restOf(watch.state);
      if (watch.rest !== undefined) watch.stop.abort();
    }, settleMs);
  };
}

async function refresh(
  api: ApiClient,
  watch: Watch,
  follower: Follower,
  { signal, refreshMs }: { readonly signal: AbortSignal; readonly refreshMs: number },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await sleep(refreshMs, undefined, { signal });
      const view = await api.project(watch.state.id, signal);
      // Only now: events that came while it was asked are part of the state.
      watch.state = withView(watch.state, view);
      follower.onState(watch.state);
    } catch {
      // The stream of events says whether the owner is gone for good.
    }
  }
}
