import { mkdtemp, rm } from 'node:fs/promises';
import { createReadStream, type ReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainRef } from './layout.ts';
import type { Repository } from './repository.ts';

/**
 * Main with all its history as one file, a git bundle, which `git clone` takes like a repository. The file is removed when
 * the stream has ended, however it ends.
 */
export async function bundleRepository(repository: Repository): Promise<ReadStream> {
  const folder = await mkdtemp(join(tmpdir(), 'maios-bundle-'));
  const remove = async (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, 'result.bundle');
    await repository.git(['bundle', 'create', '--quiet', file, mainRef]);
    const stream = createReadStream(file);
    stream.once('close', () => void remove().catch(() => undefined));
    return stream;
  } catch (error) {
    await remove();
    throw error;
  }
}
