import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MaiosError } from '../errors/maios-error.ts';

/** Notes in a data folder that its database has been moved, and where to; whoever holds its lock does. */
export function markMoved(home: string, note: { readonly to: string; readonly at: string }): void {
  writeFileSync(noteFile(home), `${JSON.stringify(note)}\n`, { mode: 0o600, flush: true });
}

/** Takes the note back: the move has failed. */
export function unmarkMoved(home: string): void {
  rmSync(noteFile(home), { force: true });
}

/** The same, but for the place that it was being moved to: that move may have been cut short. */
export function assertNotMovedElsewhere(home: string, to: string): void {
  const file = noteFile(home);
  if (!existsSync(file) || readFileSync(file, 'utf8').includes(`"to":${JSON.stringify(to)}`)) return;
  assertNotMoved(home);
}

/** Fails with STORE_MOVED when what was in the folder is elsewhere by now: two systems would go on with the same work. */
export function assertNotMoved(home: string): void {
  const file = noteFile(home);
  if (!existsSync(file)) return;
  throw new MaiosError('STORE_MOVED', `${home} has been moved: ${readFileSync(file, 'utf8').trim()}, says ${file}`);
}

function noteFile(home: string): string {
  return join(home, 'moved.json');
}
