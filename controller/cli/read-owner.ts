import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the owner of a data folder wrote about itself. */
export interface OwnerNote {
  readonly pid: number;
  readonly socket: string;
}

/** Reads `owner.json`; undefined when there is none, or none with a socket: the folder has no owner to speak to. */
export async function readOwner(home: string): Promise<OwnerNote | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(join(home, 'owner.json'), 'utf8'));
    return isOwnerNote(note) ? note : undefined;
  } catch {
    // Absent, or half written by an owner that is just starting.
    return undefined;
  }
}

function isOwnerNote(note: unknown): note is OwnerNote {
  if (typeof note !== 'object' || note === null || !('socket' in note) || !('pid' in note)) return false;
  return typeof note.socket === 'string' && typeof note.pid === 'number';
}
