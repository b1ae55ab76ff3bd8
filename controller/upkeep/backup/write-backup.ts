import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { faultpoint } from '../../faults/faultpoint.ts';
import { openWork, type OpenWork } from '../../store/operations/retention/open-work.ts';
import type { Store } from '../../store/store.ts';
import { exportDatabase } from '../../store/transfer/export-database.ts';
import type { TransferEnd } from '../../store/transfer/transfer-format.ts';
import { bundleWorkspace } from '../../workspace/bundle-workspace.ts';
import {
  backupFormat,
  bundleName,
  databasePart,
  endName,
  manifestName,
  reportOf,
  type BackupManifest,
  type BackupReport,
} from './backup-format.ts';
import { requireFolders } from './require-folders.ts';
import { writeEnd, writeEntry, type Sink } from './tar-writer.ts';

export interface BackupSource {
  readonly store: Store;
  /** The folder of all workspaces. */
  readonly workspaces: string;
  readonly version: string;
}

/** Told now and then how far it is. */
export type Progress = (line: string) => void;

const partBytes = 4 * 1024 * 1024;

/**
 * Writes a backup (before gzip) while the system works: the database as of one moment, then the repositories, which
 * may know more than it does but never less. Stops with the signal's reason, having changed nothing.
 */
export async function writeBackup(
  { store, workspaces, version }: BackupSource,
  sink: Sink,
  { signal, progress }: { readonly signal?: AbortSignal | undefined; readonly progress?: Progress | undefined } = {},
): Promise<BackupReport> {
  const archive = createArchive(sink);
  const at = new Date(store.clock.now()).toISOString();
  const manifest: BackupManifest = { backup: 'maios', format: backupFormat, version, at };
  await archive.text(manifestName, JSON.stringify(manifest));
  faultpoint('backup.begun');
  const { database, open } = await writeDatabase(store, archive, signal);
  progress?.(`database: ${Object.values(database.rows).reduce((sum, rows) => sum + rows, 0)} rows`);
  const bundled = await writeWorkspaces(workspaces, open, archive, { signal, progress });
  faultpoint('backup.copied');
  const end = { database, workspaces: bundled, sha256: archive.digest() };
  await archive.text(endName, JSON.stringify(end));
  await writeEnd(sink);
  return reportOf(manifest, end);
}

interface Archive {
  text(name: string, text: string): Promise<void>;
  file(name: string, path: string): Promise<void>;
  digest(): string;
}

function createArchive(sink: Sink): Archive {
  const hash = createHash('sha256');
  const add = async (name: string, size: number, body: AsyncIterable<Uint8Array>): Promise<void> => {
    hash.update(`${name}\0${size}\0`);
    await writeEntry(sink, { name, size, body: hashed(body) });
  };
  const hashed = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const bytes of body) {
      hash.update(bytes);
      yield bytes;
    }
  };
  return {
    async text(name, text) {
      const bytes = Buffer.from(text);
      await add(name, bytes.length, once(bytes));
    },
    async file(name, path) {
      await add(name, (await stat(path)).size, createReadStream(path));
    },
    digest: () => hash.copy().digest('hex'),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function writeDatabase(
  store: Store,
  archive: Archive,
  signal: AbortSignal | undefined,
): Promise<{ readonly database: TransferEnd; readonly open: OpenWork }> {
  return store.transaction(async (tx) => {
    const pieces = exportDatabase(tx);
    let part: string[] = [];
    let characters = 0;
    let number = 0;
    const flush = async (): Promise<void> => {
      number += 1;
      await archive.text(databasePart(number), part.join(''));
      part = [];
      characters = 0;
    };
    for (;;) {
      signal?.throwIfAborted();
      const next = await pieces.next();
      if (next.done === true) {
        await flush();
        return { database: next.value, open: await openWork(tx) };
      }
      part.push(next.value);
      characters += next.value.length;
      if (characters >= partBytes) await flush();
    }
  });
}

// Of projects that the database knows alone. Each is written beside the workspaces first: a tar entry begins with its size.
async function writeWorkspaces(
  root: string,
  { projects, worked, labels }: OpenWork,
  archive: Archive,
  { signal, progress }: { readonly signal?: AbortSignal | undefined; readonly progress?: Progress | undefined },
): Promise<number> {
  const fix =
    'Give this process the folder that the workers have (MAIOS_WORKSPACES); `maios doctor` says whether it is shared.';
  const ids = (await requireFolders(root, { worked }, fix)).filter((id) => projects.has(id));
  if (ids.length === 0) return 0;
  const folder = await mkdtemp(join(root, '.backup-'));
  let bundled = 0;
  try {
    for (const [index, id] of ids.entries()) {
      signal?.throwIfAborted();
      const file = join(folder, 'bundle');
      if (!(await bundleWorkspace(root, id, { labels: labels.get(id) ?? [], file }))) continue;
      await archive.file(bundleName(id), file);
      await rm(file);
      bundled += 1;
      if (index % 100 === 99) progress?.(`workspaces: ${index + 1} of ${ids.length}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return bundled;
}
