import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { MaiosError } from '../../errors/maios-error.ts';
import { writeBackup, type BackupSource, type Progress } from './write-backup.ts';
import type { BackupReport } from './backup-format.ts';

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
 * it leaves nothing. Returns what the check does. Fails with USAGE where no file can be made there, or with DISK_FULL.
 */
export async function saveWhole<T>(
  stream: Readable,
  file: string,
  check: (draft: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const draft = `${file}.part-${process.pid}`;
  try {
    // Told before everything was written, not after.
    await assertNoFolder(file);
    await pipeline(stream, createWriteStream(draft, { mode: 0o600 }), signal === undefined ? {} : { signal });
    await sync(draft);
    const checked = await check(draft);
    await rename(draft, file);
    await sync(dirname(file));
    return checked;
  } catch (error) {
    stream.destroy();
    await rm(draft, { force: true });
    throw toPlaceError(file, error);
  }
}

function toPlaceError(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC') return new MaiosError('DISK_FULL', `no room for ${file}`, { cause: error });
  if (!refusals.has(code)) return error;
  return new MaiosError('USAGE', `expected a place where a file can be written, found ${code} at ${file}`, {
    cause: error,
    fix: 'Name a file in a folder that is there and that you may write to.',
  });
}

const refusals: ReadonlySet<string> = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS']);

async function assertNoFolder(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory() === true) throw Object.assign(new Error(file), { code: 'EISDIR' });
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
