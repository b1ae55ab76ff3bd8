import { callGit } from '../../catalog/sources/git-program.ts';
import { readCommit, type Git } from '../../catalog/sources/read-commit.ts';
import type { SpecFile } from '../../catalog/sources/spec-file.ts';
import { MaiosError, toMaiosError } from '../../errors/maios-error.ts';

/**
 * The spec files of `REV:PATH`, as git reads it: PATH from the top of the repository, or with `./` from the folder.
 * Neither the work tree nor the index is looked at. NOT_FOUND when there is nothing of that name.
 */
export async function readRevision(path: string, folder: string): Promise<readonly SpecFile[] | MaiosError> {
  const git: Git = (args, input) =>
    callGit({ folder, args, searchPath: undefined, ...(input === undefined ? {} : { input }) });
  try {
    const id = await idOf(git, path);
    if (id === undefined) return nothingThere(path);
    const type = text(await git(['cat-file', '-t', id]));
    if (type === 'tree') return inTree(path, await readCommit(git, id, path));
    if (type !== 'blob') return nothingThere(path);
    return [{ path, content: await git(['cat-file', 'blob', id]), isComplete: true }];
  } catch (thrown) {
    return toMaiosError(thrown);
  }
}

async function idOf(git: Git, path: string): Promise<string | undefined> {
  await git(['rev-parse', '--git-dir']).catch((thrown: unknown) => {
    throw toldOf(path, toMaiosError(thrown));
  });
  // Without a revision git would look into the index.
  if (path.startsWith(':')) return undefined;
  return git(['rev-parse', '--verify', '--quiet', '--end-of-options', path]).then(text, () => undefined);
}

// In the whole tree, `HEAD:`, no path starts with a slash.
function inTree(path: string, files: readonly SpecFile[]): readonly SpecFile[] {
  if (path.indexOf(':') !== path.length - 1) return files;
  return files.map((file) => ({ ...file, path: `${path}${file.path.slice(path.length + 1)}` }));
}

function toldOf(path: string, error: MaiosError): MaiosError {
  if (!error.message.includes('not a git repository')) return error;
  return new MaiosError('WORKSPACE_GIT', `expected a git checkout to read ${path} from, found none`, {
    fix: 'Correct the path, or start in the git checkout.',
    ...(error.place === undefined ? {} : { place: error.place }),
  });
}

function nothingThere(path: string): MaiosError {
  return new MaiosError('NOT_FOUND', `expected a file or folder of a git revision, found nothing at ${path}`, {
    fix: 'Write REVISION:PATH, with the path from the top of the repository; `git ls-tree -r REVISION` lists them.',
  });
}

function text(output: Buffer): string {
  return output.toString().trim();
}
