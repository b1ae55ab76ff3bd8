import { type JsonObject } from '../../decision-contract.ts';
import { OutboxEntity } from '../../entities/outbox.ts';
import { insertRow } from '../../insert-row.ts';
import { newId } from '../../new-id.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

export interface OutboxMessage {
  readonly id: string;
  readonly topic: string;
  readonly payload: JsonObject;
}

/** Commits a message together with what it tells of; it is published after the commit, at least once. Returns its id. */
export async function put(
  tx: Tx,
  { organizationId }: Scope,
  now: number,
  { topic, payload }: Omit<OutboxMessage, 'id'>,
): Promise<string> {
  const id = newId(now);
  await insertRow(tx, OutboxEntity, { id, organizationId, topic, payload, createdAt: new Date(now) });
  return id;
}
