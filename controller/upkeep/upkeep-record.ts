import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DutyState } from './duty-state.ts';

// Beside the projects, where nothing of theirs is called so: every process has that folder, and the database stays unwritten.
const fileOf = (workspaces: string): string => join(workspaces, '.upkeep.json');

/** Leaves how the duties fared where `maios doctor` and every process find it. Rejects where nothing can be written. */
export async function saveUpkeepRecord(workspaces: string, states: readonly DutyState[]): Promise<void> {
  const draft = `${fileOf(workspaces)}.${process.pid}`;
  await writeFile(draft, JSON.stringify(states));
  await rename(draft, fileOf(workspaces));
}

/** How the duties fared at the last look of whoever led then; none where nobody has looked yet. Never rejects. */
export async function readUpkeepRecord(workspaces: string): Promise<readonly DutyState[]> {
  try {
    return JSON.parse(await readFile(fileOf(workspaces), 'utf8')) as readonly DutyState[];
  } catch {
    return [];
  }
}
