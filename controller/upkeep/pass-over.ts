import { MaiosError } from '../errors/maios-error.ts';
import { afterLook, type DutyState } from './duty-state.ts';
import type { Duty, House, Pass } from './duty.ts';
import { readUpkeepRecord, saveUpkeepRecord } from './upkeep-record.ts';

/** Who is told of what was removed, and of what failed. */
export interface Telling {
  readonly onError: (about: string, error: unknown) => void;
  readonly tell?: (line: string) => void;
}

/** Has each duty look once, and keeps how it fared in `states` and for others to read. True where there is more to do at once. */
export async function passOver(
  duties: readonly Duty[],
  house: House,
  telling: Telling,
  states: Map<string, DutyState>,
): Promise<boolean> {
  // What an earlier leader found goes on: since when something fails, and what was removed last.
  if (states.size === 0) for (const state of await readUpkeepRecord(house.workspaces)) states.set(state.duty, state);
  let isMoreLeft = false;
  for (const duty of duties) {
    if (house.signal.aborted) break;
    isMoreLeft = (await look(duty, house, telling, states)) || isMoreLeft;
  }
  // Where the folder cannot be written, the doctor's check of the folder says so.
  if (!house.signal.aborted) await saveUpkeepRecord(house.workspaces, [...states.values()]).catch(() => undefined);
  return isMoreLeft;
}

// Whether there is more to do at once.
async function look(
  duty: Duty,
  house: House,
  { onError, tell }: Telling,
  states: Map<string, DutyState>,
): Promise<boolean> {
  const at = new Date(house.store.clock.now()).toISOString();
  const pass = await duty.pass(house).catch((failure: unknown): Pass => ({ failure }));
  // Another process leads by now, or others were busy: the next pass does it.
  const failure = isPassing(pass.failure) ? undefined : pass.failure;
  states.set(duty.name, afterLook(states.get(duty.name), { duty: duty.name, at }, { ...pass, failure }));
  if (pass.removed !== undefined) tell?.(`removed ${pass.removed}`);
  if (failure !== undefined) onError(`upkeep: ${duty.name}`, failure);
  return pass.isMoreLeft ?? false;
}

function isPassing(error: unknown): boolean {
  return error instanceof MaiosError && (error.code === 'NOT_LEADING' || error.code === 'CONFLICT');
}
