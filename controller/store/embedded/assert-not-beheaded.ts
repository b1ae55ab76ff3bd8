import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MaiosError } from '../../errors/maios-error.ts';

/**
 * Fails with STORE_DAMAGED where a data folder of PostgreSQL holds tables of ours and has lost its PG_VERSION. PGlite takes
 * such a folder for a new one and writes an empty database over it; that is right only where the making of one was cut
 * short, since PG_VERSION is among the last files that it writes, and no table of ours is there before.
 */
export function assertNotBeheaded(dataDir: string): void {
  if (existsSync(join(dataDir, 'PG_VERSION'))) return;
  const tables = globSync('base/*/*', { cwd: dataDir }).filter((file) => Number(basename(file)) >= firstOfOurs);
  if (tables.length === 0) return;
  const found = `found none, and ${tables.length} files of tables`;
  throw new MaiosError('STORE_DAMAGED', `${dataDir}: expected the file PG_VERSION of a database, ${found}`, {
    fix: 'Put back what is missing, or restore a backup into another MAIOS_HOME. To begin with nothing, move that folder away.',
  });
}

// What PostgreSQL itself makes has lower numbers (FirstNormalObjectId).
const firstOfOurs = 16_384;
