import { MoreThan } from 'typeorm';
import { type EventData, type EventType } from '../../../events/event.ts';
import { EventEntity } from '../../entities/event.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

/** An event as the API sends it; `at` is milliseconds since 1970. */
export interface EventView {
  readonly seq: number;
  readonly type: EventType;
  readonly at: number;
  readonly data: EventData[EventType];
}

/** The events of a project after `since`, oldest first, at most `limit`. */
export async function listEvents(
  tx: Tx,
  { organizationId }: Scope,
  { projectId, since, limit }: { readonly projectId: string; readonly since: number; readonly limit: number },
): Promise<readonly EventView[]> {
  const rows = await tx.find(EventEntity, {
    where: { organizationId, projectId, seq: MoreThan(since) },
    order: { seq: 'ASC' },
    take: limit,
  });
  return rows.map(({ seq, type, at, data }) => ({ seq, type, at: at.getTime(), data }));
}
