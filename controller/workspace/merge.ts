import { mainRef } from './layout.ts';
import { type Repository } from './repository.ts';
import { type MergeAttempt } from './workspace.ts';

/** Squashes what `commit` changed since it left main onto today's main; nothing moves yet. */
export async function prepareMerge(repository: Repository, commit: string, message: string): Promise<MergeAttempt> {
  const { stdout: head } = await repository.git(['rev-parse', mainRef, `${mainRef}^{tree}`]);
  const [onto = '', treeOfMain] = head.split('\n');
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', '--end-of-options', onto, commit];
  const { code, stdout } = await repository.git(args, { expect: [1] });
  const [tree = '', ...files] = stdout.split('\0').filter((part) => part !== '');
  if (code === 1) return { kind: 'conflict', files: [...new Set(files)] };
  if (tree === treeOfMain) return { kind: 'unchanged' };
  return { kind: 'clean', onto, commit: await repository.commitTree(tree, [onto], message) };
}

/** Moves main, if it still is where it was. */
export async function advanceMain(repository: Repository, onto: string, commit: string): Promise<boolean> {
  try {
    await repository.git(['update-ref', '--end-of-options', mainRef, commit, onto]);
    return true;
  } catch (error) {
    if ((await repository.resolve(mainRef)) !== onto) return false;
    throw error;
  }
}
