import { mainRef } from './layout.ts';
import type { Repository } from './repository.ts';
import type { MergeAttempt } from './workspace.ts';

/**
 * Squashes what `commit` changed since it left main onto today's main; nothing moves yet. What does not fit is a commit
 * too, with both sides in the files that conflict, so that the next attempt can start from it.
 */
export async function prepareMerge(repository: Repository, commit: string, message: string): Promise<MergeAttempt> {
  const { stdout: head } = await repository.git(['rev-parse', mainRef, `${mainRef}^{tree}`]);
  const [onto = '', treeOfMain] = head.split('\n');
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', '--end-of-options', onto, commit];
  const { code, stdout } = await repository.git(args, { expect: [1] });
  const [tree = '', ...files] = stdout.split('\0').filter((part) => part !== '');
  const commitOnMain = () => repository.commitTree(tree, [onto], message);
  if (code === 1) return { kind: 'conflict', files: [...new Set(files)], commit: await commitOnMain() };
  if (tree === treeOfMain) return { kind: 'unchanged' };
  return { kind: 'clean', onto, commit: await commitOnMain() };
}

// A side of a conflict is marked by the commit that it comes from, with the file's name there where a side has renamed it;
// by more signs where an attribute wants so, and with the ending of the file's lines.
const conflictMark = '^(<{7,}|>{7,}) [0-9a-f]{40,64}(:.*)?\r?$';

/** The files in which what an earlier conflict was marked with would come to main. */
export async function unresolvedFiles(
  repository: Repository,
  onto: string,
  commit: string,
): Promise<readonly string[]> {
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', `-G${conflictMark}`, '--end-of-options'];
  return (await repository.git([...args, onto, commit])).stdout.split('\0').filter((name) => name !== '');
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
