import { MaiosError } from '../errors/maios-error.ts';
import { git } from './git.ts';

// The first with `merge-tree --write-tree`, which merges without a work tree.
const needed = [2, 38] as const;
let checked: Promise<void> | undefined;

/** Looks once whether git is there and new enough. Fails with WORKSPACE_GIT. */
export function assertGitVersion(): Promise<void> {
  checked ??= git(['version']).then(
    ({ stdout }) => assertNewEnough(stdout),
    (error: unknown) => {
      // The next one looks again.
      checked = undefined;
      throw error;
    },
  );
  return checked;
}

/** `text` is what `git version` prints. */
export function assertNewEnough(text: string): void {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(text) ?? [];
  const isNewEnough = Number(major) > needed[0] || (Number(major) === needed[0] && Number(minor) >= needed[1]);
  if (isNewEnough) return;
  throw new MaiosError('WORKSPACE_GIT', `expected git ${needed.join('.')} or newer, found ${text.trim()}`);
}
