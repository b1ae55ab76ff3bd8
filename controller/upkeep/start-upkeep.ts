import type { CatalogKeeper } from '../orchestrator/in-force/catalog-keeper.ts';
import type { Leadership } from '../store/leadership.ts';
import type { Scope } from '../store/scope.ts';
import type { Store } from '../store/store.ts';
import { collectBlobs } from './duties/collect-blobs.ts';
import { collectFolders } from './duties/collect-folders.ts';
import { removeExpiredProjects } from './duties/remove-expired-projects.ts';
import type { DutyState } from './duty-state.ts';
import type { Duty, House } from './duty.ts';
import { passOver } from './pass-over.ts';

export interface UpkeepOptions {
  readonly store: Store;
  readonly scope: Scope;
  readonly leadership: Leadership;
  readonly keeper: CatalogKeeper;
  /** The folder of all workspaces. */
  readonly workspaces: string;
  readonly onError: (about: string, error: unknown) => void;
  /** Told a line whenever something was removed. */
  readonly tell?: (line: string) => void;
  readonly timing?: UpkeepTiming;
}

/** Milliseconds. */
export interface UpkeepTiming {
  /** From the beginning of the leadership to the first pass; work goes first. */
  readonly startMs: number;
  readonly everyMs: number;
  /** Between passes while there is more to do. */
  readonly pauseMs: number;
}

export interface Upkeep extends AsyncDisposable {
  state(): readonly DutyState[];
}

/** Passes so far apart, the first one soon after the beginning. */
export function upkeepTiming(everyMs: number): UpkeepTiming {
  return { startMs: Math.min(10_000, everyMs), everyMs, pauseMs: 2000 };
}

/** Keeps the house while this process leads: one duty after the other, now and then, a bounded piece at a time. */
export function startUpkeep(options: UpkeepOptions): Upkeep {
  const { leadership, store, timing = upkeepTiming(600_000) } = options;
  const duties: readonly Duty[] = [removeExpiredProjects, collectBlobs, collectFolders()];
  const states = new Map<string, DutyState>();
  let term: AbortController | undefined;
  let passing = Promise.resolve();
  let callOff = (): void => undefined;

  const arm = (ms: number, epoch: number, signal: AbortSignal): void => {
    callOff = store.clock.callAt(store.clock.now() + ms, () => {
      passing = passing.then(async () => {
        if (signal.aborted) return;
        const isMoreLeft = await passOver(duties, houseOf(options, epoch, signal), options, states);
        if (!signal.aborted) arm(isMoreLeft ? timing.pauseMs : jittered(timing.everyMs), epoch, signal);
      });
    });
  };
  const begin = (epoch: number | undefined): void => {
    term?.abort();
    callOff();
    // Somebody else may have kept the house meanwhile, and left word of it.
    states.clear();
    if (epoch === undefined) return;
    term = new AbortController();
    arm(timing.startMs, epoch, term.signal);
  };
  const off = leadership.onChange(begin);
  begin(leadership.epoch());
  return {
    state: () => [...states.values()],
    async [Symbol.asyncDispose]() {
      off();
      begin(undefined);
      await passing;
    },
  };
}

function houseOf(
  { store, scope, keeper, workspaces, leadership }: UpkeepOptions,
  epoch: number,
  signal: AbortSignal,
): House {
  const guarded: House['guarded'] = (work) =>
    store.transaction(async (tx) => {
      await leadership.guard(tx, epoch);
      return work(tx);
    });
  return { store, scope, keeper, workspaces, guarded, signal };
}

// Several systems on one machine need not all begin at once.
function jittered(ms: number): number {
  return ms * (0.9 + Math.random() * 0.2);
}
