import { statSync } from 'node:fs';
import { join } from 'node:path';
import { toFolderError } from './folder-error.ts';
import { readOwner } from './owner-lock.ts';

/** Whether a data folder holds a database, or has an owner that makes one. Fails with CONFIG_INVALID where that cannot be seen. */
export function hasData(home: string): boolean {
  try {
    return statSync(join(home, 'database'), { throwIfNoEntry: false }) !== undefined || readOwner(home) !== undefined;
  } catch (error) {
    throw toFolderError('MAIOS_HOME', home, error);
  }
}
