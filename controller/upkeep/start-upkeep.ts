import { MaiosError } from '../errors/maios-error.ts';
import { type CatalogKeeper } from '../orchestrator/catalog-keeper.ts';
import { type Leadership } from '../store/leadership.ts';
import { type Scope } from '../store/scope.ts';
import { type Store } from '../store/store.ts';
import { collectBlobs } from './duties/collect-blobs.ts';
import { collectFolders } from './duties/collect-folders.ts';
import { removeExpiredProjects } from './duties/remove-expired-projects.ts';
import { type Duty, type House } from './duty.ts';

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

/** How a duty fared last; for whoever asks how this process is. */
export interface DutyState {
  readonly duty: string;
  /** RFC 3339. */
  readonly at: string;
  readonly removed?: string | undefined;
  readonly error?: string | undefined;
}

export interface Upkeep extends AsyncDisposable {
  state(): readonly DutyState[];
}

const usual: UpkeepTiming = { startMs: 10_000, everyMs: 10 * 60_000, pauseMs: 2000 };

/** Keeps the house while this process leads: one duty after the other, now and then, a bounded piece at a time. */
export function startUpkeep(options: UpkeepOptions): Upkeep {
  const { leadership, store, timing = usual } = options;
  const duties: readonly Duty[] = [removeExpiredProjects, collectBlobs, collectFolders()];
  const states = new Map<string, DutyState>();
  let term: AbortController | undefined;
  let passing = Promise.resolve();
  let callOff = (): void => undefined;

  const arm = (ms: number, signal: AbortSignal): void => {
    callOff = store.clock.callAt(store.clock.now() + ms, () => {
      passing = passing.then(async () => {
        if (signal.aborted) return;
        const isMoreLeft = await passOver(duties, houseOf(options, signal), options, states);
        if (!signal.aborted) arm(isMoreLeft ? timing.pauseMs : jittered(timing.everyMs), signal);
      });
    });
  };
  const begin = (epoch: number | undefined): void => {
    term?.abort();
    callOff();
    if (epoch === undefined) return;
    term = new AbortController();
    arm(timing.startMs, term.signal);
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

async function passOver(
  duties: readonly Duty[],
  house: House,
  { onError, tell }: UpkeepOptions,
  states: Map<string, DutyState>,
): Promise<boolean> {
  let isMoreLeft = false;
  for (const duty of duties) {
    if (house.signal.aborted) break;
    const at = new Date(house.store.clock.now()).toISOString();
    try {
      const pass = await duty.pass(house);
      isMoreLeft ||= pass.isMoreLeft ?? false;
      states.set(duty.name, { duty: duty.name, at, removed: pass.removed });
      if (pass.removed !== undefined) tell?.(`removed ${pass.removed}`);
    } catch (error) {
      states.set(duty.name, { duty: duty.name, at, error: error instanceof Error ? error.message : String(error) });
      if (!isPassing(error)) onError(`upkeep: ${duty.name}`, error);
    }
  }
  return isMoreLeft;
}

function houseOf({ store, scope, keeper, workspaces, leadership }: UpkeepOptions, signal: AbortSignal): House {
  const guarded: House['guarded'] = (work) =>
    store.transaction(async (tx) => {
      await leadership.guard(tx);
      return work(tx);
    });
  return { store, scope, keeper, workspaces, guarded, signal };
}

// Another process leads by now, or others were busy: the next pass does it.
function isPassing(error: unknown): boolean {
  return error instanceof MaiosError && (error.code === 'NOT_LEADING' || error.code === 'CONFLICT');
}

// Several systems on one machine need not all begin at once.
function jittered(ms: number): number {
  return ms * (0.9 + Math.random() * 0.2);
}
