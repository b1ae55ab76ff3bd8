import type { AskHouse } from '../api/house-state.ts';
import { readUpkeepRecord } from '../upkeep/upkeep-record.ts';
import { hasRoom } from '../workspace/free-space.ts';
import type { Ground } from './ground.ts';

/** Looks whether the disk has room for new work, and what whoever leads could not keep in order. */
export function houseStateOf({ config }: Pick<Ground, 'config'>): AskHouse {
  return async () => {
    const states = await readUpkeepRecord(config.workspaces);
    return {
      room: await hasRoom(config.workspaces, config.minFreeBytes),
      upkeep: states.map(({ duty, at, failed }) => ({ duty, at, failingSince: failed?.since ?? null })),
    };
  };
}
