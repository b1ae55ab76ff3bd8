import { insertRow } from '../../insert-row.ts';
import { type MemoryEntryRow, MemoryEntryEntity } from '../../entities/memory-entry.ts';
import { newId } from '../../new-id.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Something learnt, with where it came from. */
export interface NewEntry {
  readonly kind: 'lesson' | 'summary' | 'note';
  readonly text: string;
  readonly projectId?: string | null;
  readonly taskId?: string | null;
  readonly runId?: string | null;
  readonly agent?: string | null;
}

/** Adds an entry to the memory of its project; it gets its vector later. Returns its id. */
export async function addEntry(tx: Tx, { organizationId }: Scope, now: number, entry: NewEntry): Promise<string> {
  const id = newId(now);
  const row: MemoryEntryRow = {
    ...nowhere,
    ...entry,
    id,
    organizationId,
    promoted: false,
    validUntil: null,
    createdAt: new Date(now),
  };
  await insertRow(tx, MemoryEntryEntity, row);
  return id;
}

const nowhere = { projectId: null, taskId: null, runId: null, agent: null };
