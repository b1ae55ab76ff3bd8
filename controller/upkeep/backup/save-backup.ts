import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { writeBackup, type BackupSource, type Progress } from './write-backup.ts';
import { type BackupReport } from './backup-format.ts';

/** A backup that is being made; `report` tells what it holds when it is whole. */
export interface BackupStream {
  readonly stream: Readable;
  readonly report: Promise<BackupReport>;
}

/** Compresses a backup into a stream, which fails when it cannot be made: a reader sees its end only when it is whole. */
export function backupStream(
  source: BackupSource,
  options: { readonly signal?: AbortSignal | undefined; readonly progress?: Progress | undefined } = {},
): BackupStream {
  const gzip = createGzip({ level: 6 });
  const gone = new AbortController();
  gzip.once('close', () => gone.abort());
  const signal = options.signal === undefined ? gone.signal : AbortSignal.any([options.signal, gone.signal]);
  const sink = async (bytes: Uint8Array): Promise<void> => {
    gone.signal.throwIfAborted();
    if (!gzip.write(bytes)) await once(gzip, 'drain', { signal: gone.signal });
  };
  const report = writeBackup(source, sink, { ...options, signal });
  report.then(
    () => gzip.end(),
    (error: Error) => gzip.destroy(error),
  );
  return { stream: gzip, report };
}

/**
 * Writes a stream beside its place, checks what is there, and renames it when it is whole and on the disk; whatever ends
 * it leaves nothing. Returns what the check does.
 */
export async function saveWhole<T>(
  stream: Readable,
  file: string,
  check: (draft: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const draft = `${file}.part-${process.pid}`;
  try {
    await pipeline(stream, createWriteStream(draft, { mode: 0o600 }), signal === undefined ? {} : { signal });
    await sync(draft);
    const checked = await check(draft);
    await rename(draft, file);
    await sync(dirname(file));
    return checked;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
