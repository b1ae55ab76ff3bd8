import { MaiosError } from '../../../errors/maios-error.ts';
import { type NewEvent } from '../../../events/event.ts';
import { type DecisionRow, DecisionEntity } from '../../entities/decision.ts';
import { insertRows } from '../../insert-row.ts';
import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { storableJson } from '../../storable.ts';
import { type Tx } from '../../store.ts';
import { tellAfterCommit, timeOf } from '../../tx-context.ts';
import { type NewDecision, newDecisionRow } from './new-decision.ts';

/** A decision, with the events that tell of it and of what was done about it. */
export interface Told {
  readonly decision: NewDecision;
  readonly events: (decisionId: string) => readonly NewEvent[];
}

/**
 * Records decisions at the end of their project's hash chain, and their events, each in the order given: two statements,
 * however many they are. Fails with NOT_FOUND when the project is not the organization's.
 */
export async function appendDecisions(
  tx: Tx,
  scope: Scope,
  now: number,
  projectId: string,
  told: readonly Told[],
): Promise<readonly DecisionRow[]> {
  if (told.length === 0) return [];
  const rows: DecisionRow[] = [];
  const { before, head } = await takePlaces(tx, scope, projectId, told.length);
  for (const { decision } of told) {
    const place = { runId: null, seq: before + rows.length + 1, previousHash: rows.at(-1)?.hash ?? head };
    rows.push(newDecisionRow(scope, now, place, decision));
  }
  const events = told.flatMap((each, index) => each.events(rows[index]?.id ?? ''));
  await insertRows(tx, DecisionEntity, rows, {
    text: moveAndTell,
    values: [
      projectId,
      scope.organizationId,
      rows.at(-1)?.hash ?? head,
      events.length,
      events.map(({ type }) => type),
      events.map(({ data }) => storableJson(data)),
      timeOf(tx),
    ],
  });
  if (events.length > 0) tellAfterCommit(tx, 'events', projectId);
  return rows;
}

// The update locks the row, so that the head cannot move before the new one is written.
async function takePlaces(tx: Tx, { organizationId }: Scope, projectId: string, count: number) {
  const { rows } = await sql<{ before: number; head: string }>(
    tx,
    `UPDATE streams SET decision_seq = decision_seq + $3::integer WHERE project_id = $1 AND organization_id = $2
     RETURNING decision_seq - $3::integer AS before, chain_head AS head`,
    [projectId, organizationId, count],
  );
  if (rows[0] !== undefined) return rows[0];
  throw new MaiosError('NOT_FOUND', `expected a project ${projectId} of this organization`);
}

// Beside the insertion of the decisions, which is the statement itself.
const moveAndTell = `
  moved AS (
    UPDATE streams SET chain_head = $4, event_seq = event_seq + $5::integer
    WHERE project_id = $2::uuid AND organization_id = $3::uuid
    RETURNING event_seq - $5::integer AS before
  ), told AS (
    INSERT INTO events (project_id, seq, organization_id, type, data, at)
    SELECT $2::uuid, before + place, $3::uuid, type, data::jsonb, $8::timestamptz
    FROM moved, unnest($6::text[], $7::text[]) WITH ORDINALITY AS new (type, data, place)
  )`;
