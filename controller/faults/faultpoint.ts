import { type Faultpoint } from './faultpoints.ts';
import { readFaults } from './read-faults.ts';
import { strikeOf } from './strike.ts';

let strike: ((point: Faultpoint) => void) | undefined;

/** Names a place at which tests may let this process die. Costs one look at a variable unless faults are armed. */
export function faultpoint(point: Faultpoint): void {
  if (strike !== undefined) strike(point);
}

/** Arms this process with the faults of a text, `POINT:ACTION:NTH` parted by commas; undefined disarms it. Fails with CONFIG_INVALID. */
export function armFaultpoints(text: string | undefined): void {
  strike = text === undefined ? undefined : strikeOf(readFaults(text));
}
