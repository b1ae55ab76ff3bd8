import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MaiosError } from '../../errors/maios-error.ts';
import { faultpoint } from '../../faults/faultpoint.ts';
import { makeFolder } from '../../store/make-folder.ts';
import { requeueAllRuns } from '../../store/operations/retention/requeue-all-runs.ts';
import type { Store } from '../../store/store.ts';
import { assertEmpty, importDatabase } from '../../store/transfer/import-database.ts';
import { unbundleWorkspace } from '../../workspace/unbundle-workspace.ts';
import type { BackupReport } from './backup-format.ts';
import { readBackup } from './read-backup.ts';
import { draftPrefix, placingName, withdrawRestores } from './withdraw-restores.ts';
import type { Progress } from './write-backup.ts';

export interface RestoreTarget {
  readonly store: Store;
  /** The folder of all workspaces; absent or empty. */
  readonly workspaces: string;
}

export interface RestoreOptions {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: Progress | undefined;
}

/**
 * Makes of an empty system the one that a backup is of: everything, or nothing where that fails or is broken off. Runs
 * that were under way wait at their next epoch, so that nothing of the old system can write into the new one. What a
 * restore has left that was killed is taken away first. Fails with NOT_EMPTY, CONFLICT or BACKUP_INVALID; with
 * STORE_UNAVAILABLE, where the answer to the commit was lost, it may have happened, and everything stays.
 */
export async function restoreBackup(
  { store, workspaces }: RestoreTarget,
  file: string,
  { signal, progress }: RestoreOptions = {},
): Promise<BackupReport> {
  await store.transaction(async (tx) => {
    await assertEmpty(tx);
    await withdrawRestores(workspaces);
  });
  await assertEmptyFolder(workspaces);
  makeFolder(workspaces);
  const draft = await mkdtemp(join(workspaces, draftPrefix));
  const placed: string[] = [];
  let isWritten = false;
  const filling = store.transaction(async (tx) => {
    const arrived: string[] = [];
    const read = await readBackup(file, {
      database: async (pieces) => {
        const { rows } = await importDatabase(tx, until(signal, pieces));
        progress?.(`database: ${Object.values(rows).reduce((sum, count) => sum + count, 0)} rows`);
      },
      workspace: async (projectId, bundle) => {
        signal?.throwIfAborted();
        await placeBundle(draft, projectId, bundle);
        arrived.push(projectId);
        if (arrived.length % 100 === 0) progress?.(`workspaces: ${arrived.length}`);
      },
    });
    await requeueAllRuns(tx);
    await writeFile(join(draft, placingName), JSON.stringify(arrived));
    faultpoint('restore.copied');
    // The last thing before the commit: a folder without its rows is told of at the next attempt, the other way it would not be.
    for (const projectId of arrived) {
      await rename(join(draft, projectId), join(workspaces, projectId));
      placed.push(projectId);
    }
    faultpoint('restore.placed');
    isWritten = true;
    return read;
  });
  const report = await filling.catch(async (error: unknown) => {
    if (isWritten && error instanceof MaiosError && error.code === 'STORE_UNAVAILABLE') throw mayBeRestored(error);
    for (const projectId of placed) await rm(join(workspaces, projectId), { recursive: true, force: true });
    await rm(draft, { recursive: true, force: true });
    throw error;
  });
  await rm(draft, { recursive: true, force: true });
  return report;
}

// Without its workspaces what was restored would be lost; where nothing was, the next attempt takes them away.
function mayBeRestored(cause: MaiosError): MaiosError {
  return new MaiosError('STORE_UNAVAILABLE', 'the last answer of the database was lost: it may be restored or not', {
    cause,
    fix: 'Restore once more: NOT_EMPTY says that everything was there, and a server can be started.',
  });
}

/** Fails with NOT_EMPTY when there is anything in the folder but what sandboxes and backups keep there in passing. */
export async function assertEmptyFolder(folder: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));
  if (names.length === 0) return;
  throw new MaiosError('NOT_EMPTY', `expected no workspaces in ${folder}, found ${names.length} entries`);
}

async function placeBundle(root: string, projectId: string, bundle: AsyncIterable<Uint8Array>): Promise<void> {
  const file = join(root, 'bundle');
  await pipeline(Readable.from(bundle), createWriteStream(file));
  await unbundleWorkspace(root, projectId, file);
  await rm(file);
}

async function* until(signal: AbortSignal | undefined, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    yield piece;
  }
}
