import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keptRefs } from './bundle-workspace.ts';
import { layoutOf, type Layout } from './layout.ts';
import { prepareRepository, type Repository } from './repository.ts';

const longMs = 600_000;

/** Makes a project's workspace from the file that bundleWorkspace() wrote; where one is, it is brought to the same refs. */
export async function unbundleWorkspace(root: string, projectId: string, file: string): Promise<void> {
  const layout = layoutOf(root, projectId);
  const repository = await prepareRepository(layout.gitDir);
  const fetch = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--update-head-ok',
    '--',
    file,
    '+refs/*:refs/*',
  ];
  await repository.git(fetch, { timeoutMs: longMs });
  const { stdout } = await repository.git(['for-each-ref', '--format=%(refname)', keptRefs]);
  for (const ref of stdout.split('\n').filter((name) => name !== '')) {
    await writeFolder(repository, layout, ref);
    await repository.git(['update-ref', '-d', ref]);
  }
}

async function writeFolder(repository: Repository, layout: Layout, ref: string): Promise<void> {
  const label = ref.slice(keptRefs.length);
  const [workTree, index] = [layout.worktree(label), layout.index(label)];
  await mkdir(workTree, { recursive: true });
  await mkdir(dirname(index), { recursive: true });
  await repository.git(['read-tree', ref], { index });
  await repository.git(['checkout-index', '--all', '--force', '--quiet'], { workTree, index });
  await rm(index, { force: true });
}
