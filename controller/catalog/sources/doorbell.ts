import { watch } from 'chokidar';
import type { Clock } from '../../clock/clock.ts';

export type Doorbell = AsyncDisposable;

export interface DoorbellOptions {
  readonly paths: readonly string[];
  readonly isIgnored: (path: string) => boolean;
  readonly clock: Clock;
  readonly onRing: () => void;
}

// A checkout of 200 files is 200 events: it rings when they have been quiet for so long, or have gone on for so long.
const quietMs = 150;
const longestMs = 2000;

/**
 * Rings some time after something has changed. What changed is not said: events come early, twice, of half a file, or
 * not at all, so that only reading everything again tells the truth. Resolves when the watching has begun.
 */
export async function hangDoorbell({ paths, isIgnored, clock, onRing }: DoorbellOptions): Promise<Doorbell> {
  const bell = createBell(clock, onRing);
  const watcher = watch([...paths], {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: isIgnored,
    ignorePermissionErrors: true,
  });
  watcher.on('all', () => bell.touch());
  // A folder that cannot be watched any more is worth a look, too.
  watcher.on('error', () => bell.touch());
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return {
    async [Symbol.asyncDispose]() {
      bell.silence();
      await watcher.close();
    },
  };
}

function createBell(clock: Clock, onRing: () => void): { readonly touch: () => void; readonly silence: () => void } {
  let callOff: (() => void) | undefined;
  let firstTouch: number | undefined;
  let isSilent = false;

  const ring = (): void => {
    firstTouch = undefined;
    onRing();
  };
  return {
    touch() {
      if (isSilent) return;
      callOff?.();
      firstTouch ??= clock.now();
      callOff = clock.callAt(Math.min(clock.now() + quietMs, firstTouch + longestMs), ring);
    },
    silence() {
      isSilent = true;
      callOff?.();
    },
  };
}
