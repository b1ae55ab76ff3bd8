import { tellOnce } from '../errors/tell-once.ts';
import type { FoundSandbox, SandboxDriver } from './sandbox.ts';

export interface ReaperOptions {
  readonly driver: Pick<SandboxDriver, 'find'>;
  /** Of these labels (run and epoch), the ones whose run is over or has a newer epoch; not those of runs that are unknown. */
  readonly findStale: (labels: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly onFault: (error: unknown) => void;
  readonly everyMs?: number;
  readonly now?: () => number;
}

/** Looks for orphans again and again; disposing it ends the looking. */
export interface Reaper extends AsyncDisposable {
  /** One pass; gives the orphans that it set about ending. */
  pass(): Promise<readonly FoundSandbox[]>;
}

const defaultEveryMs = 5000;
// Whoever keeps one ready replaces it long before; its owner is gone without a trace.
const maxSpareAgeMs = 3_600_000;
// Whoever starts one has given up by then; a container that was never started does not end with its owner.
const maxStartMs = 45_000;

/**
 * Ends sandboxes that nobody will end: those of runs that are over or have a newer epoch, and those that have waited too
 * long for a run. Any number of processes may do this at once. Removals are not waited for, so that one that hangs
 * stalls neither the others nor the next pass; the same one is not begun twice meanwhile.
 */
export function startReaper({
  driver,
  findStale,
  onFault,
  everyMs = defaultEveryMs,
  now = Date.now,
}: ReaperOptions): Reaper {
  const ending = new Set<string>();
  const end = async (sandbox: FoundSandbox): Promise<void> => {
    ending.add(sandbox.id);
    try {
      await sandbox.end();
    } finally {
      ending.delete(sandbox.id);
    }
  };
  const pass = async (): Promise<readonly FoundSandbox[]> => {
    const found = (await driver.find()).filter(({ id }) => !ending.has(id));
    const labels = found.map(({ label }) => label).filter((label) => label !== undefined);
    const stale = labels.length === 0 ? new Set<string>() : await findStale(labels);
    const orphans = found.filter(({ label, startedAt, runs }) =>
      label === undefined ? now() - startedAt.getTime() > (runs ? maxSpareAgeMs : maxStartMs) : stale.has(label),
    );
    for (const orphan of orphans) void end(orphan).catch(onFault);
    return orphans;
  };
  let current: Promise<unknown> = Promise.resolve();
  let busy = false;
  const trouble = tellOnce(onFault);
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    current = pass()
      .then(trouble.worked, trouble.failed)
      .finally(() => (busy = false));
  }, everyMs).unref();
  return {
    pass,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await current;
    },
  };
}
