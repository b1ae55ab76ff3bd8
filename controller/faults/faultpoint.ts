import type { Faultpoint } from './faultpoints.ts';
import { readFaults } from './read-faults.ts';
import { strikeByFile } from './strike-by-file.ts';
import { strikeOf } from './strike.ts';

let strike: ((point: Faultpoint) => void) | undefined;

/** Names a place at which tests may let this process die. Costs one look at a variable unless faults are armed. */
export function faultpoint(point: Faultpoint): void {
  if (strike !== undefined) strike(point);
}

/**
 * Arms this process with the faults of a text, `POINT:ACTION:NTH` parted by commas, or `@FILE`, with those that the file
 * holds from time to time; undefined disarms it. Fails with CONFIG_INVALID.
 */
export function armFaultpoints(text: string | undefined): void {
  if (text === undefined) strike = undefined;
  else strike = text.startsWith('@') ? strikeByFile(text.slice(1)) : strikeOf(readFaults(text));
}
