import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MaiosError } from '../errors/maios-error.ts';
import { makeReadable } from './make-readable.ts';
import type { Repository } from './repository.ts';

/** A work tree and the index that belongs to it alone. */
export interface Staging {
  readonly workTree: string;
  readonly index: string;
}

const emptyBlob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

/**
 * The folder's content as a git tree; returns its id. Ignored files stay out. A `.git` that somebody made inside
 * is never read: its folder counts as ordinary files.
 */
export async function stageTree(repository: Repository, staging: Staging): Promise<string> {
  const nested = await nestedRepositories(staging.workTree, '');
  if (nested.length > 0) await claim(repository, staging, nested);
  try {
    await add(repository, staging);
  } catch (error) {
    if (!(error instanceof MaiosError) || !/Permission denied/.test(error.message)) throw error;
    await makeReadable(staging.workTree);
    await add(repository, staging);
  }
  return (await repository.git(['write-tree'], staging)).stdout.trim();
}

async function add(repository: Repository, staging: Staging): Promise<void> {
  await repository.git(['add', '--all', '--', '.'], staging);
}

// Git takes a folder with `.git` for a submodule, unless its index already has a file below that folder.
// So each gets a file that does not exist, which the following `add --all` drops again.
async function claim(repository: Repository, staging: Staging, folders: readonly string[]): Promise<void> {
  await repository.git(['hash-object', '-w', '--stdin'], { input: '' });
  const input = folders.map((folder) => `100644 ${emptyBlob}\t${folder}/.maios-write-claim\0`).join('');
  await repository.git(['update-index', '-z', '--add', '--replace', '--index-info'], { ...staging, input });
}

// Folders below the top that hold a `.git` of any kind.
async function nestedRepositories(top: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(top, folder), { withFileTypes: true }).catch(() => []);
  const found = folder !== '' && entries.some((entry) => entry.name.toLowerCase() === '.git') ? [folder] : [];
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name.toLowerCase() !== '.git');
  for (const entry of folders) found.push(...(await nestedRepositories(top, join(folder, entry.name))));
  return found;
}
