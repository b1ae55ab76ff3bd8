import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { layoutOf } from './layout.ts';
import { repositoryAt, type Repository } from './repository.ts';

/** Loose objects beyond which git itself would tidy up by default. */
const manyLoose = 6700;
const longMs = 600_000;

/**
 * Brings the repository of a project that has ended into its last form: the refs of its runs gone, its objects in one
 * pack. Returns whether there was anything to do.
 */
export async function closeRepository(root: string, projectId: string): Promise<boolean> {
  const { gitDir } = layoutOf(root, projectId);
  if (!(await exists(gitDir))) return false;
  const repository = repositoryAt(gitDir);
  const { stdout } = await repository.git([
    'for-each-ref',
    '--format=%(refname)',
    'refs/maios/runs',
    'refs/maios/bases',
  ]);
  const refs = stdout.split('\n').filter((name) => name !== '');
  const isLoose = (await looseObjects(gitDir)) > 0;
  if (refs.length > 0) {
    await repository.git(['update-ref', '--stdin'], { input: refs.map((name) => `delete ${name}\n`).join('') });
  }
  // What was written in the last hour may belong to somebody who is just reading the result.
  if (refs.length > 0 || isLoose) await pack(repository, '1.hour.ago');
  return refs.length > 0;
}

/** Packs the objects of a repository that is in use, once they are many. Returns whether they were. */
export async function packRepository(root: string, projectId: string): Promise<boolean> {
  const { gitDir } = layoutOf(root, projectId);
  if ((await looseObjects(gitDir)) <= manyLoose) return false;
  await pack(repositoryAt(gitDir), '2.weeks.ago');
  return true;
}

async function pack(repository: Repository, prune: string): Promise<void> {
  await repository.git(['gc', '--quiet', `--prune=${prune}`], { timeoutMs: longMs });
}

// As git estimates it: objects are spread evenly over 256 folders.
async function looseObjects(gitDir: string): Promise<number> {
  const sample = await readdir(join(gitDir, 'objects', '17')).catch(() => []);
  return sample.length * 256;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
