import type { BackupReport } from '../upkeep/backup/backup-format.ts';
import type { MoveReport } from '../upkeep/backup/migrate-home.ts';
import type { RestoreOptions } from '../upkeep/backup/restore-backup.ts';

/** Where an embedded system is, and where it is to go. */
export interface MoveRequest {
  /** The data folder. */
  readonly home: string;
  readonly databaseUrl: string;
  /** Where the workspaces are; undefined: in the data folder, or where the settings say when there are none. */
  readonly from: string | undefined;
  /** Where the workspaces are to be; undefined: where the settings say, else where they are. */
  readonly to: string | undefined;
}

export interface MovedSystem extends MoveReport {
  /** Where the workspaces are now. */
  readonly folder: string;
}

/** What is done to a system while nothing of it runs; all of it or nothing. */
export interface KeepSystem {
  /** Makes of the empty system of these settings the one that a backup is of. */
  restore(file: string, options: RestoreOptions): Promise<BackupReport>;
  migrate(request: MoveRequest, options: RestoreOptions): Promise<MovedSystem>;
}
