import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MaiosError } from '../../errors/maios-error.ts';
import {
  backupFormat,
  endName,
  manifestName,
  reportOf,
  type BackupEnd,
  type BackupManifest,
  type BackupReport,
} from './backup-format.ts';
import { readTar, type TarEntry } from './read-tar.ts';

/** What is done with what a backup holds. Nothing of it is known to be right before the whole of it was read. */
export interface BackupVisitor {
  /** The text of the database, in pieces; read to its end before anything else comes. */
  database(pieces: AsyncIterable<string>): Promise<void>;
  /** The git bundle of a project's repository. */
  workspace(projectId: string, bundle: AsyncIterable<Uint8Array>): Promise<void>;
}

const databasePart = /^database\/\d{6}\.jsonl$/u;
const bundle = /^workspaces\/(?<id>[0-9a-f-]{36})\.bundle$/u;

/** Reads a backup from front to end, once, and proves that it is whole. Fails with BACKUP_INVALID, or as the visitor does. */
export async function readBackup(file: string, visitor: BackupVisitor): Promise<BackupReport> {
  const source = createReadStream(file);
  const gunzip = pipeline(source, createGunzip(), () => undefined);
  try {
    return await readArchive(gunzip, visitor);
  } catch (error) {
    throw asBackupError(file, error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function readArchive(bytes: AsyncIterable<Uint8Array>, visitor: BackupVisitor): Promise<BackupReport> {
  const hash = createHash('sha256');
  const entries = readTar(bytes);
  const manifest = await readManifest(await nextOf(entries), hash);
  let entry = await nextOf(entries);
  await visitor.database(
    (async function* () {
      for (; databasePart.test(entry.name); entry = await nextOf(entries)) yield await textOf(entry, hash);
    })(),
  );
  let workspaces = 0;
  for (; entry.name !== endName; entry = await nextOf(entries)) {
    const id = bundle.exec(entry.name)?.groups?.['id'];
    if (id === undefined) throw invalid(`a file ${entry.name}`);
    await visitor.workspace(id, hashed(entry, hash));
    workspaces += 1;
  }
  const sha256 = hash.digest('hex');
  const end = parse<BackupEnd>(await textOf(entry, undefined));
  if (end.sha256 !== sha256) throw invalid('another digest: it was changed');
  if (end.workspaces !== workspaces) throw invalid(`${workspaces} of ${end.workspaces} workspaces`);
  return reportOf(manifest, end);
}

async function readManifest(entry: TarEntry, hash: Hash): Promise<BackupManifest> {
  if (entry.name !== manifestName) throw invalid(`a file ${entry.name}`);
  const manifest = parse<BackupManifest>(await textOf(entry, hash));
  if (manifest.backup === 'maios' && manifest.format === backupFormat) return manifest;
  throw invalid(`format ${manifest.format}, where this version knows ${backupFormat}`);
}

async function nextOf(entries: AsyncGenerator<TarEntry>): Promise<TarEntry> {
  const next = await entries.next();
  if (next.done === true) throw invalid('no end: it was cut off');
  return next.value;
}

async function* hashed({ name, size, body }: TarEntry, hash: Hash | undefined): AsyncGenerator<Uint8Array> {
  hash?.update(`${name}\0${size}\0`);
  for await (const bytes of body) {
    hash?.update(bytes);
    yield bytes;
  }
}

async function textOf(entry: TarEntry, hash: Hash | undefined): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const bytes of hashed(entry, hash)) parts.push(bytes);
  return Buffer.concat(parts).toString('utf8');
}

function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw invalid('a file that is no JSON');
  }
}

function asBackupError(file: string, error: unknown): unknown {
  if (error instanceof MaiosError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT')
    return new MaiosError('NOT_FOUND', `expected a backup, found no file at ${file}`, { fix: 'Correct the path.' });
  if (code === 'EACCES') {
    const fix = `Let user ${process.getuid?.() ?? 'of this process'} read it.`;
    return new MaiosError('USAGE', `expected a file that can be read, found ${code} at ${file}`, { cause: error, fix });
  }
  if (code === 'EISDIR') return invalid('a folder');
  return code.startsWith('Z_') ? invalid('something that is not compressed, or cut off') : error;
}

function invalid(found: string): MaiosError {
  return new MaiosError('BACKUP_INVALID', `expected a whole backup of maios, found ${found}`);
}

/** Reads a backup to its end without doing anything with it. Fails with BACKUP_INVALID or NOT_FOUND. */
export async function verifyBackup(file: string): Promise<BackupReport> {
  return readBackup(file, {
    database: async (pieces) => drain(pieces),
    workspace: async (_projectId, bundle) => drain(bundle),
  });
}

async function drain(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const piece of pieces) void piece;
}
