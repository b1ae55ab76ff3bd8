import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { makeFolder } from '../../store/make-folder.ts';
import { assertNotMovedElsewhere, markMoved, unmarkMoved } from '../../store/moved-home.ts';
import { openStore } from '../../store/open-store.ts';
import { openWork } from '../../store/operations/retention/open-work.ts';
import { requeueAllRuns } from '../../store/operations/retention/requeue-all-runs.ts';
import { placeOf } from '../../config/place-of.ts';
import { exportDatabase } from '../../store/transfer/export-database.ts';
import { assertEmpty, importDatabase } from '../../store/transfer/import-database.ts';
import { copyFolder } from '../../workspace/copy-folder.ts';
import { requireFolders } from './require-folders.ts';
import { assertEmptyFolder, type RestoreOptions } from './restore-backup.ts';

export interface Move {
  /** The data folder with the embedded database. */
  readonly home: string;
  /** An empty database on a server. */
  readonly databaseUrl: string;
  /** Where the workspaces are, and where they are to be; the same folder when they stay. */
  readonly workspaces: { readonly from: string; readonly to: string };
  readonly clock: Clock;
}

export interface MoveReport {
  readonly rows: number;
  /** Workspaces that were copied; 0 where they stay. */
  readonly moved: number;
  /** Host, port and name of the database. */
  readonly to: string;
}

/**
 * Moves an embedded system to a server: every row as it was, every workspace with what runs had begun. The folder is owned
 * meanwhile, and marked as moved afterwards. All or nothing. Fails with NOT_FOUND, STORE_OWNED, STORE_MOVED, NOT_EMPTY,
 * STORE_UNAVAILABLE.
 */
export async function migrateHome(move: Move, options: RestoreOptions = {}): Promise<MoveReport> {
  const { home, databaseUrl, workspaces, clock } = move;
  const to = placeOf(databaseUrl);
  const staying = resolve(workspaces.from) === resolve(workspaces.to);
  assertIsThere(home);
  assertNotMovedElsewhere(home, to);
  if (!staying) await assertEmptyFolder(workspaces.to);
  // A mark that is there says that an earlier move to this place was cut short after it: an empty database is the proof.
  await using source = await openStore({ home, clock, evenIfMoved: true });
  await using target = await openStore({ home, databaseUrl, clock });
  await target.transaction(assertEmpty);
  const ids = await requireFolders(workspaces.from, await source.transaction(openWork), whereTheyAre);
  // As at any start of an owner: nobody works on them.
  await source.transaction(requeueAllRuns);
  const copied: string[] = [];
  let isMarked = false;
  try {
    return await target.transaction(async (tx) => {
      const { rows } = await source.transaction((from) => importDatabase(tx, exportDatabase(from)));
      const count = Object.values(rows).reduce((sum, each) => sum + each, 0);
      options.progress?.(`database: ${count} rows`);
      if (!staying) await copyWorkspaces(workspaces, ids, copied, options);
      options.signal?.throwIfAborted();
      // Before the commit, lest a process that dies in between leaves two systems that both go on.
      markMoved(home, { to, at: new Date(clock.now()).toISOString() });
      isMarked = true;
      return { rows: count, moved: copied.length, to };
    });
  } catch (error) {
    if (isMarked && error instanceof MaiosError && error.code === 'STORE_UNAVAILABLE') throw mayHaveMoved(error, move);
    unmarkMoved(home);
    for (const id of copied) await rm(join(workspaces.to, id), { recursive: true, force: true });
    throw error;
  }
}

const whereTheyAre =
  'Name the folder in which the embedded system had its workspaces, its MAIOS_WORKSPACES, with --workspaces-from.';

// A commit whose answer was lost may have happened: then a person has to look, and everything stays for them.
function mayHaveMoved(cause: MaiosError, { workspaces }: Move): MaiosError {
  return new MaiosError(
    'STORE_UNAVAILABLE',
    'the last answer of the database was lost: it may have been moved or not',
    {
      cause,
      fix: `Start a server there. Where it knows no project, empty ${workspaces.to} if that is a new folder, and migrate again.`,
    },
  );
}

// To open a folder is to make one: what was mistyped would be moved, with nothing in it.
function assertIsThere(home: string): void {
  if (existsSync(join(home, 'database'))) return;
  throw new MaiosError('NOT_FOUND', `expected an embedded system, found no database in ${home}`, {
    fix: 'Correct the folder after --from: the MAIOS_HOME of the embedded system, .maios where it was not set.',
  });
}

async function copyWorkspaces(
  { from, to }: Move['workspaces'],
  ids: readonly string[],
  copied: string[],
  { signal, progress }: RestoreOptions,
): Promise<void> {
  for (const id of ids) {
    signal?.throwIfAborted();
    copied.push(id);
    makeFolder(join(to, id));
    await copyFolder(join(from, id), join(to, id));
    if (copied.length % 100 === 0) progress?.(`workspaces: ${copied.length} of ${ids.length}`);
  }
}
