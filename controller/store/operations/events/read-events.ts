import { MoreThan } from 'typeorm';
import type { ProjectEvent } from '../../../events/event.ts';
import { EventEntity, type EventRow } from '../../entities/event.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Events of a project after seq `since` (0: from the first), in order, at most `limit`. */
export async function readEvents(
  tx: Tx,
  { organizationId }: Scope,
  { projectId, since, limit }: { readonly projectId: string; readonly since: number; readonly limit: number },
): Promise<readonly ProjectEvent[]> {
  const rows = await tx.find(EventEntity, {
    where: { organizationId, projectId, seq: MoreThan(since) },
    order: { seq: 'ASC' },
    take: limit,
  });
  return rows.map(toEvent);
}

// Type and data were written together, from one NewEvent.
function toEvent({ projectId, seq, at, type, data }: EventRow): ProjectEvent {
  return { projectId, seq, at: at.getTime(), type, data } as ProjectEvent;
}
