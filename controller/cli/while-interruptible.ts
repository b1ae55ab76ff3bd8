import type { CliDependencies } from './command-context.ts';
import { printNotes } from './output/print-view.ts';
import { span } from './output/span.ts';
import { exitInterrupted } from './progress/follow-projects.ts';

interface Options {
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Does long work that is whole or not at all: Ctrl-C breaks it off, what it tells on the way is a note. Gives the exit code. */
export async function whileInterruptible(
  { terminal, onInterrupt }: CliDependencies,
  work: (options: Options) => Promise<void>,
): Promise<number> {
  const interrupted = new AbortController();
  const note = (line: string): void => printNotes(terminal, [[span(line, 'dim')]]);
  const off = onInterrupt(() => interrupted.abort());
  try {
    await work({ signal: interrupted.signal, progress: note });
    return 0;
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    note('broken off; nothing was changed');
    return exitInterrupted;
  } finally {
    off();
  }
}
