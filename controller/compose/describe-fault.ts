import { formatPlace, MaiosError } from '../errors/maios-error.ts';

/** What is told beside the answers: warnings and faults that belong to no request. */
export type Notify = (line: string) => void;

/** A fault as lines for people. */
export function describeFault(about: string, error: unknown): string {
  if (!(error instanceof MaiosError)) {
    return `warning: ${about}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
  }
  const place = error.place === undefined ? '' : `  at ${formatPlace(error.place)}\n`;
  return `warning: ${about}: ${error.code}: ${error.message}\n${place}  fix: ${error.fix}\n`;
}
