import { readFileSync, statSync } from 'node:fs';
import type { Faultpoint } from './faultpoints.ts';
import { readFaults } from './read-faults.ts';
import { strikeOf } from './strike.ts';

/**
 * Strikes as a file says, which is looked at whenever a point is come to: so a process that runs is armed and disarmed.
 * Without the file nothing strikes. Another file in its place, even of the same text, is counted anew.
 */
export function strikeByFile(path: string): (point: Faultpoint) => void {
  let known: string | undefined;
  let strike: ((point: Faultpoint) => void) | undefined;
  return (point) => {
    const found = statSync(path, { throwIfNoEntry: false });
    const version = found === undefined ? undefined : `${found.ino} ${found.mtimeMs}`;
    if (version !== known) {
      known = version;
      strike = version === undefined ? undefined : strikeOf(readFaults(readFileSync(path, 'utf8')));
    }
    strike?.(point);
  };
}
