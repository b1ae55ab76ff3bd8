import { adoptFolder } from '../adopt-folder.ts';
import type { BoxFolders } from './box-folders.ts';
import type { Box } from './box.ts';
import { nameOfRun } from './names.ts';
import { createPool, endSpare, type Spare } from '../pool.ts';
import type { Session } from '../session.ts';

/** Containers that wait for a worktree. Disposing it ends them. */
export interface Spares extends AsyncDisposable {
  /** Makes the worktree the workspace of one of them, for this one run; undefined when none is ready or that cannot be done. */
  bind(worktree: string, label: string): Promise<Session | undefined>;
  /** Starts others in the background, as many as lately were asked for. */
  refill(): void;
}

export interface SparesOptions {
  readonly folders: BoxFolders;
  readonly max: number;
  readonly start: (folder: string) => Promise<Box>;
  readonly onFault: (error: unknown) => void;
}

interface SpareBox extends Spare {
  readonly box: Box;
  readonly folder: string;
}

// Longer than a start may take.
const sweepEveryMs = 60_000;

/** Each is started on an empty folder of its own, which takes the place of the worktree when it is wanted. */
export function createSpares({ folders, max, start, onFault }: SparesOptions): Spares {
  const startSpare = async (): Promise<SpareBox> => {
    const folder = await folders.make();
    try {
      return spareOf(await start(folder), folder, folders);
    } catch (error) {
      await folders.remove(folder);
      throw error;
    }
  };
  const pool = createPool({ start: startSpare, max, onFault });
  // What fails is tried again; that Docker is away, others tell.
  const sweep = (): void => void folders.sweep().catch(() => undefined);
  const timer = setInterval(sweep, sweepEveryMs).unref();
  sweep();
  return {
    async bind(worktree, label) {
      const spare = pool.take();
      if (spare === undefined) return undefined;
      const { container, session } = spare.box;
      let bound = false;
      try {
        // It may have died meanwhile, and would be of no use.
        bound = (await adoptFolder(worktree, spare.folder)) && spare.alive();
      } finally {
        // Nobody else would: it is of no pool any more, and of no run yet.
        if (!bound) void endSpare(spare, onFault);
      }
      if (!bound) return undefined;
      // Who finds it knows its run by its name; the run need not wait for that.
      container.rename({ name: nameOfRun(label) }).catch(() => undefined);
      return session;
    },
    refill: () => void pool.fill(),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await pool[Symbol.asyncDispose]();
    },
  };
}

function spareOf(box: Box, folder: string, folders: BoxFolders): SpareBox {
  let alive = true;
  void box.session.gone.then(() => (alive = false));
  return {
    box,
    folder,
    alive: () => alive,
    async [Symbol.asyncDispose]() {
      await box.session.end();
      await folders.remove(folder);
    },
  };
}
