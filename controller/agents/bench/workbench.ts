import { MaiosError } from '../../errors/maios-error.ts';
import type { Model } from '../../models/model.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { WorktreeLabel, Worktree } from '../../workspace/workspace.ts';
import type { RunDependencies } from '../session/run-dependencies.ts';

/** A worktree, and the sandboxes started in it: one without network, and one with it where a skill needs it. Both are made at the first call. */
export interface Workbench extends AsyncDisposable {
  worktree(): Promise<Worktree>;
  /** Started at the first call. Fails with SANDBOX_UNAVAILABLE. */
  sandbox(network: boolean): Promise<Sandbox>;
  /** Ends the sandboxes and all that an agent left running in them; the next one asked for is new. */
  clear(): Promise<void>;
}

/** Disposing it ends the sandboxes; the worktree stays, for a later epoch to copy. */
export function openWorkbench(
  deps: RunDependencies,
  worktree: () => Promise<Worktree>,
  label: WorktreeLabel,
): Workbench {
  const sandboxes = new Map<boolean, Promise<Sandbox>>();
  const start = async (network: boolean): Promise<Sandbox> =>
    deps.sandboxes.start({ worktree: (await worktree()).path, label, network });
  const clear = async (): Promise<void> => {
    const started = [...sandboxes.values()];
    sandboxes.clear();
    await Promise.allSettled(started.map(endOne));
  };
  return {
    worktree,
    sandbox(network) {
      const started = sandboxes.get(network) ?? start(network);
      sandboxes.set(network, started);
      return started;
    },
    clear,
    [Symbol.asyncDispose]: clear,
  };
}

async function endOne(sandbox: Promise<Sandbox>): Promise<void> {
  await (await sandbox)[Symbol.asyncDispose]();
}

/** Refuses to let a real model run code with the rights of this process, unless that was asked for. */
export function requireSafeSandbox(deps: RunDependencies, model: Model): void {
  if (model.scripted || deps.sandboxes.isolated || deps.config.allowUnsafeSandbox) return;
  throw new MaiosError(
    'SANDBOX_UNSAFE',
    `expected an isolated sandbox for the model ${model.name}, found the ${deps.sandboxes.name} driver`,
  );
}
