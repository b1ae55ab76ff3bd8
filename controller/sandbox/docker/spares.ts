import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { adoptFolder } from '../adopt-folder.ts';
import { type Box } from './box.ts';
import { nameOfRun } from './names.ts';
import { createPool, endSpare, type Spare } from '../pool.ts';
import { type Session } from '../session.ts';

/** Containers that wait for a worktree. Disposing it ends them. */
export interface Spares extends AsyncDisposable {
  /** Makes the worktree the workspace of one of them, for this one run; undefined when none is ready or that cannot be done. */
  bind(worktree: string, label: string): Promise<Session | undefined>;
  /** Starts others in the background, as many as lately were asked for. */
  refill(): void;
}

export interface SparesOptions {
  /** The folder that all worktrees are in; empty folders for the spares are made beside them, on the same file system. */
  readonly workspaces: string;
  readonly max: number;
  readonly start: (folder: string) => Promise<Box>;
  readonly onFault: (error: unknown) => void;
}

interface SpareBox extends Spare {
  readonly box: Box;
  readonly folder: string;
}

/** Each is started on an empty folder of its own, which takes the place of the worktree when it is wanted. */
export function createSpares({ workspaces, max, start, onFault }: SparesOptions): Spares {
  const startSpare = async (): Promise<SpareBox> => {
    const folder = join(workspaces, '.boxes', randomUUID());
    await mkdir(folder, { recursive: true });
    try {
      return spareOf(await start(folder), folder);
    } catch (error) {
      await removeEmpty(folder);
      throw error;
    }
  };
  const pool = createPool({ start: startSpare, max, onFault });
  void removeForgotten(join(workspaces, '.boxes')).catch(onFault);
  return {
    async bind(worktree, label) {
      const spare = pool.take();
      if (spare === undefined) return undefined;
      const { container, session } = spare.box;
      let bound = false;
      try {
        bound = await adoptFolder(worktree, spare.folder);
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
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

function spareOf(box: Box, folder: string): SpareBox {
  let alive = true;
  void box.session.gone.then(() => (alive = false));
  return {
    box,
    folder,
    alive: () => alive,
    async [Symbol.asyncDispose]() {
      await box.session.end();
      await removeEmpty(folder);
    },
  };
}

// It may have become a worktree, which is not removed from here.
async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}

// What killed workers left. No spare waits nearly as long, and one that lost its folder is not bound.
const forgottenMs = 3_600_000;

async function removeForgotten(boxes: string): Promise<void> {
  const names = await readdir(boxes).catch(() => []);
  for (const name of names) {
    const found = await stat(join(boxes, name)).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > forgottenMs) await removeEmpty(join(boxes, name));
  }
}
