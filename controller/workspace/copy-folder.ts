import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MaiosError } from '../errors/maios-error.ts';
import { makeReadable } from './make-readable.ts';

/**
 * Copies the content of a folder into one that exists: links as links, times and modes kept.
 * By the system's own program, which is several times as fast as copying from here. Fails with WORKSPACE_GIT or DISK_FULL.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  try {
    await copy(from, to);
  } catch {
    await makeReadable(from);
    await copy(from, to).catch((cause: Error) => {
      const code = cause.message.includes('No space left') ? 'DISK_FULL' : 'WORKSPACE_GIT';
      throw new MaiosError(code, `the folder of the earlier attempt could not be copied: ${cause.message}`, { cause });
    });
  }
}

async function copy(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', '--', `${from}/.`, to], { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } });
}
