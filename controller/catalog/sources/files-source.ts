import { basename, resolve } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { digestOf } from '../kinds/digest.ts';
import { createLastGood } from './last-good.ts';
import { createQueueOfOne } from './one-at-a-time.ts';
import { readFolder } from './read-folder.ts';
import { digestOfFile, isIgnoredFolder, type SpecFile } from './spec-file.ts';
import type { SpecSource } from './spec-source.ts';
import { createWatch } from './watch.ts';

export interface FilesSourceOptions {
  /** A folder, read with all that is below it, or one file. */
  readonly path: string;
  readonly clock: Clock;
}

/**
 * Specs of a folder or a file: `*.yaml`, `*.yml` and `*.json`, hidden folders and node_modules left out.
 * A file that is bad or only half written takes away nothing that it declared before, nor does an empty folder;
 * deleting a file, or a document from a file that is otherwise good, does.
 */
export function createFilesSource({ path, clock }: FilesSourceOptions): SpecSource {
  const root = resolve(path);
  const name = `files:${root}`;
  const lastGood = createLastGood(name);
  const oneAtATime = createQueueOfOne();
  const watch = createWatch({
    paths: async () => [root],
    isIgnored: (each) => each !== root && isIgnoredFolder(basename(each)),
    clock,
  });

  const readAll = async () => {
    await watch.ensure();
    const found = await readFolder(path, clock.now());
    if (found instanceof MaiosError) {
      await watch.lose();
      return lastGood.unavailable(found);
    }
    watch.recover();
    // A file that was written just now may be written on: look once more when it has come to rest.
    if (found.restsAt !== undefined) watch.ringAt(found.restsAt);
    return lastGood.read(revisionOf(found.files), found.files);
  };

  return {
    name,
    start: (onChange) => watch.start(onChange),
    read: () => oneAtATime(readAll),
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
  };
}

function revisionOf(files: readonly SpecFile[]): string {
  return digestOf(files.map((file) => [file.path, digestOfFile(file)]));
}
