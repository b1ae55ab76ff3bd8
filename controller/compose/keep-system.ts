import { join, resolve } from 'node:path';
import type { KeepSystem } from '../cli/keep-system.ts';
import { systemClock } from '../clock/clock.ts';
import { type Config, postgresUrl } from '../config/config.ts';
import { urlOf } from '../config/read-setting.ts';
import { acquireOwnerLock } from '../store/owner-lock.ts';
import { openStore } from '../store/open-store.ts';
import { migrateHome } from '../upkeep/backup/migrate-home.ts';
import { restoreBackup } from '../upkeep/backup/restore-backup.ts';
import { projectFolders } from '../workspace/run-folders.ts';

/** What is done to the system of these settings while nothing of it runs. */
export function keepSystem(config: Config): KeepSystem {
  return {
    async restore(file, options) {
      const { home, databaseUrl, workspaces } = config;
      await using store = await openStore({ home, databaseUrl, clock: systemClock });
      // An embedded store has the lock already.
      using _lock = databaseUrl === undefined ? undefined : acquireOwnerLock(home, ownOf());
      return await restoreBackup({ store, workspaces }, file, options);
    },
    async migrate({ home, databaseUrl, from: given, to: wanted }, options) {
      urlOf('--to', databaseUrl, postgresUrl);
      const set = config.readVariable('MAIOS_WORKSPACES');
      const own = join(home, 'workspaces');
      const from = resolve(given ?? (set === undefined || (await projectFolders(own)).length > 0 ? own : set));
      const to = resolve(wanted ?? set ?? from);
      const move = { home, databaseUrl, workspaces: { from, to }, clock: systemClock };
      return { ...(await migrateHome(move, options)), folder: to };
    },
  };
}

function ownOf(): { readonly pid: number; readonly startedAt: string } {
  return { pid: process.pid, startedAt: new Date().toISOString() };
}
