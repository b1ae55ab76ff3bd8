import { join } from 'node:path';
import { MaiosError } from '../../errors/maios-error.ts';
import { bounds } from '../parse/bounds.ts';
import { isIgnoredFolder, isSpecFileName, tooLarge, type SpecFile } from './spec-file.ts';

/** Runs git in the repository and gives what it wrote. */
export type Git = (args: readonly string[], input?: string) => Promise<Buffer>;

interface Blob {
  readonly path: string;
  readonly id: string;
  readonly bytes: number;
}

/** Every spec file of a tree of a commit, shown as below `root`. The work tree and the index are not looked at. */
export async function readCommit(git: Git, tree: string, root: string): Promise<readonly SpecFile[]> {
  const blobs = await listBlobs(git, tree);
  const small = blobs.filter(({ bytes }) => bytes <= bounds.bytes);
  const contents = await readBlobs(git, small);
  return blobs.map(({ path, id, bytes }) => {
    const shown = join(root, path);
    return { path: shown, content: contents.get(id) ?? tooLarge(shown, bytes), isComplete: true };
  });
}

async function listBlobs(git: Git, tree: string): Promise<readonly Blob[]> {
  const listing = await git(['ls-tree', '--full-tree', '-r', '-l', '-z', tree]);
  return listing.toString().split('\0').flatMap(toBlob);
}

// `<mode> blob <id> <size>\t<path>`. Links (mode 120000) and submodules (160000) are not followed.
function toBlob(line: string): readonly Blob[] {
  const found = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(line);
  const [, id, bytes, path] = found ?? [];
  if (id === undefined || path === undefined) return [];
  const steps = path.split('/');
  const name = steps.at(-1) ?? '';
  const isHidden = steps.slice(0, -1).some(isIgnoredFolder) || name.startsWith('.');
  return isHidden || !isSpecFileName(name) ? [] : [{ path, id, bytes: Number(bytes) }];
}

async function readBlobs(git: Git, blobs: readonly Blob[]): Promise<ReadonlyMap<string, Buffer>> {
  if (blobs.length === 0) return new Map();
  const ids = [...new Set(blobs.map(({ id }) => id))];
  const output = await git(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
  return new Map(splitBatch(output, ids));
}

// For each object: `<id> blob <size>\n<content>\n`.
function splitBatch(output: Buffer, ids: readonly string[]): readonly [string, Buffer][] {
  let offset = 0;
  return ids.map((id) => {
    const end = output.indexOf('\n', offset);
    const [found, type, size] = output.subarray(offset, end).toString().split(' ');
    if (found !== id || type !== 'blob') {
      throw new MaiosError('WORKSPACE_GIT', `expected the blob ${id}, found "${found} ${type}"`);
    }
    const start = end + 1;
    offset = start + Number(size) + 1;
    return [id, output.subarray(start, offset - 1)];
  });
}
