import type { CliDependencies } from './command-context.ts';
import type { StartedProcess } from './connect.ts';
import { sentence } from './output/hint.ts';
import { printNotes } from './output/print-view.ts';
import { plain } from './output/span.ts';

export interface Told {
  /** Printed once it runs. */
  readonly running: string;
  /** Printed when it is told to end. */
  readonly stopping: string;
}

/**
 * Starts a process, lets it run until somebody interrupts, and stops it. An interrupt before it runs, or another one while it
 * stops, ends it at once.
 */
export async function runUntilInterrupted(
  deps: CliDependencies,
  start: () => Promise<StartedProcess>,
  { running, stopping }: Told,
): Promise<number> {
  // Starting may be a long wait for a database. Nobody listens yet, so that an interrupt is the end.
  const started = await start();
  const interrupted = new AbortController();
  const off = deps.onInterrupt(() => {
    interrupted.abort();
    // From now on the system's own way counts: whatever was committed is safe.
    off();
  });
  try {
    printNotes(
      deps.terminal,
      [...started.lines, running].map((line) => sentence(line)),
    );
    await aborted(interrupted.signal);
    printNotes(deps.terminal, [plain(stopping)]);
    await started.close();
    return 0;
  } finally {
    off();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  // A process at rest has nothing else that keeps it alive.
  const alive = setInterval(() => {}, 2 ** 30);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => (clearInterval(alive), resolve()), { once: true });
  });
}
