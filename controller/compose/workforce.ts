import { sessionNames } from '../store/operations/setup/session-names.ts';
import type { Workforce } from '../store/operations/views/queued-view.ts';
import { kindOfProcess } from '../store/process-name.ts';
import { hasRoom } from '../workspace/free-space.ts';
import type { Ground } from './ground.ts';

/**
 * Who could take runs now. An owner works itself; other workers are known by their sessions on the database, which end with
 * them. What they run short of is looked for in the folder of the workspaces, which all of them share.
 */
export async function workforceOf({ config, store }: Ground, works: boolean): Promise<Workforce | undefined> {
  try {
    const workers = config.redisUrl === undefined ? (works ? 1 : 0) : await countWorkers(store);
    const withoutDisk = (await hasRoom(config.workspaces, config.minFreeBytes)) ? 0 : workers;
    return { workers, withoutDisk };
  } catch {
    // It is told in passing, beside what was asked for.
    return undefined;
  }
}

async function countWorkers(store: Ground['store']): Promise<number> {
  const names = await store.transaction(sessionNames);
  return [...names].filter((name) => kindOfProcess(name) === 'worker').length;
}
