import { MaiosError } from '../../../errors/maios-error.ts';
import type { NewEvent } from '../../../events/event.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { storableJson } from '../../storable.ts';
import type { Tx } from '../../store.ts';
import { tellAfterCommit, timeOf } from '../../tx-context.ts';

/**
 * Adds events to a project, in order and without gaps: the update of the project's stream row holds back every other
 * writer until this transaction ends, so that a reader who saw seq N never misses one below it.
 * Fails with NOT_FOUND when the project is not the organization's.
 */
export async function appendEvents(
  tx: Tx,
  scope: Scope,
  projectId: string,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const types = events.map((event) => event.type);
  const data = events.map((event) => storableJson(event.data));
  const values = [projectId, scope.organizationId, events.length, types, data, timeOf(tx)];
  const { affected } = await sql(tx, statement, values);
  if (affected !== events.length)
    throw new MaiosError('NOT_FOUND', `expected a project ${projectId} of this organization`);
  tellAfterCommit(tx, 'events', projectId);
}

const statement = `
  WITH counted AS (
    UPDATE streams SET event_seq = event_seq + $3::integer WHERE project_id = $1::uuid AND organization_id = $2::uuid
    RETURNING event_seq - $3::integer AS before
  )
  INSERT INTO events (project_id, seq, organization_id, type, data, at)
  SELECT $1::uuid, before + place, $2::uuid, type, data::jsonb, $6::timestamptz
  FROM counted, unnest($4::text[], $5::text[]) WITH ORDINALITY AS new (type, data, place)`;
