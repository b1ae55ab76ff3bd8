import type { MaiosError } from '../../errors/maios-error.ts';
import { errorLines } from '../output/error-lines.ts';
import { printNotes } from '../output/print-view.ts';
import type { Terminal } from '../terminal.ts';

/** Each problem by itself, on standard error; gives the exit code of the first, 0 without any. */
export function printProblems(terminal: Terminal, problems: readonly MaiosError[]): number {
  for (const problem of problems) printNotes(terminal, errorLines(problem));
  return problems[0]?.row.exit ?? 0;
}
