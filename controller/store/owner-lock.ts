import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MaiosError } from '../errors/maios-error.ts';
import { toFolderError } from './folder-error.ts';
import { makeFolder } from './make-folder.ts';

/** Who owns a data folder, as it wrote itself. */
export interface Owner {
  readonly pid: number;
  /** RFC 3339. */
  readonly startedAt: string;
  /** Where it serves the API, when it does. */
  readonly socket?: string;
}

/** The right to open the embedded database of a folder; given up when disposed of, and by the kernel when the process dies. */
export interface OwnerLock extends Disposable {
  readonly owner: Owner;
}

/**
 * Takes the folder, which is made when absent, or fails at once with STORE_OWNED, naming the owner's pid, or with
 * CONFIG_INVALID where nothing can be written there.
 */
export function acquireOwnerLock(home: string, owner: Owner): OwnerLock {
  try {
    makeFolder(home, 0o700);
    const lock = lockFile(home);
    writeFileSync(ownerFile(home), `${JSON.stringify(owner)}\n`, { mode: 0o600 });
    return { owner, [Symbol.dispose]: () => lock.close() };
  } catch (error) {
    throw toFolderError('MAIOS_HOME', home, error);
  }
}

/** The last owner of a folder; it may have ended. undefined: there was none. */
export function readOwner(home: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(ownerFile(home), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

// Node has no flock. SQLite takes real fcntl locks, which the kernel frees when the process dies, however it dies.
function lockFile(home: string): DatabaseSync {
  const database = new DatabaseSync(join(home, 'owner.lock'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch (cause) {
    database.close();
    if (!isLocked(cause)) throw cause;
    throw ownedBy(home, readOwner(home), cause);
  }
}

/** What a second owner of a folder is told. */
export function ownedBy(home: string, owner: Owner | undefined, cause?: unknown): MaiosError {
  const whose = owner === undefined ? 'another process' : `process ${owner.pid}, which started ${owner.startedAt}`;
  return new MaiosError('STORE_OWNED', `${home} is owned by ${whose}`, { cause, details: { owner } });
}

function isLocked(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('database is locked');
}

function ownerFile(home: string): string {
  return join(home, 'owner.json');
}
