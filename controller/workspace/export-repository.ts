import { readdir } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { MaiosError } from '../errors/maios-error.ts';
import { git } from './git.ts';

/** An ordinary repository with main checked out and no remote. Fails with CONFLICT when the folder has content, or is in the workspace itself. */
export async function exportRepository(gitDir: string, folder: string): Promise<void> {
  assertOutside(dirname(gitDir), folder);
  await assertFree(folder);
  // Hard links would let a change in one repository damage the other.
  await git([
    'clone',
    '--quiet',
    '--no-hardlinks',
    '--single-branch',
    '--branch',
    'main',
    '--template=',
    '--',
    gitDir,
    folder,
  ]);
  await git(['-C', folder, 'remote', 'remove', 'origin']);
}

// What lies there is looked after, and removed, by the house.
function assertOutside(workspace: string, folder: string): void {
  if (!`${resolve(folder)}${sep}`.startsWith(`${resolve(workspace)}${sep}`)) return;
  throw new MaiosError('CONFLICT', `expected a folder outside of ${workspace}, found ${folder}`, {
    fix: 'Choose another folder.',
  });
}

async function assertFree(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new MaiosError('CONFLICT', `expected a folder at ${folder}, found something else`, {
      cause: error,
      fix: 'Choose another folder.',
    });
  });
  if (found.length === 0) return;
  throw new MaiosError('CONFLICT', `expected ${folder} to be absent or empty, found ${found.length} entries`, {
    fix: 'Choose another folder.',
  });
}
