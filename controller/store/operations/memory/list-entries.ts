import type { MemoryEntryRow } from '../../entities/memory-entry.ts';
import { MemoryEntryEntity } from '../../entities/memory-entry.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Memory entries, newest first: of one project, or of the whole organization. */
export async function listEntries(
  tx: Tx,
  { organizationId }: Scope,
  { projectId, limit }: { readonly projectId?: string; readonly limit: number },
): Promise<readonly MemoryEntryRow[]> {
  return await tx.find(MemoryEntryEntity, {
    where: { organizationId, ...(projectId === undefined ? {} : { projectId }) },
    order: { createdAt: 'DESC', id: 'DESC' },
    take: limit,
  });
}
