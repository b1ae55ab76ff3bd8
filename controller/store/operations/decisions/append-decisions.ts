import type { NewEvent } from '../../../events/event.ts';
import { type DecisionRow, DecisionEntity } from '../../entities/decision.ts';
import { insertRows } from '../../insert-row.ts';
import type { Scope } from '../../scope.ts';
import { storableJson } from '../../storable.ts';
import type { Tx } from '../../store.ts';
import { tellAfterCommit, timeOf } from '../../tx-context.ts';
import { type NewDecision, newDecisionRow } from './new-decision.ts';

/** A decision, with the events that tell of it and of what was done about it. */
export interface Told {
  readonly decision: NewDecision;
  readonly events: (decisionId: string) => readonly NewEvent[];
}

/** The end of a project's hash chain of decisions. */
export interface ChainEnd {
  readonly seq: number;
  readonly head: string;
}

/**
 * Records decisions behind the known end of their project's hash chain, and their events, each in the order given: one
 * statement, however many they are. undefined where the chain ends elsewhere, or there is none; nothing is written then.
 */
export async function appendDecisions(
  tx: Tx,
  scope: Scope,
  now: number,
  { projectId, end }: { readonly projectId: string; readonly end: ChainEnd },
  told: readonly Told[],
): Promise<readonly DecisionRow[] | undefined> {
  if (told.length === 0) return [];
  const rows: DecisionRow[] = [];
  for (const { decision } of told) {
    const place = { runId: null, seq: end.seq + rows.length + 1, previousHash: rows.at(-1)?.hash ?? end.head };
    rows.push(newDecisionRow(scope, now, place, decision));
  }
  const events = told.flatMap((each, index) => each.events(rows[index]?.id ?? ''));
  const inserted = await insertRows(tx, DecisionEntity, rows, {
    text: moveAndTell,
    onlyIf: 'moved',
    values: [
      projectId,
      scope.organizationId,
      rows.at(-1)?.hash ?? end.head,
      events.length,
      events.map(({ type }) => type),
      events.map(({ data }) => storableJson(data)),
      timeOf(tx),
      end.seq,
      rows.length,
    ],
  });
  if (inserted === 0) return undefined;
  if (events.length > 0) tellAfterCommit(tx, 'events', projectId);
  return rows;
}

// Beside the insertion of the decisions, which is the statement itself.
const moveAndTell = `
  moved AS (
    UPDATE streams
    SET chain_head = $4, decision_seq = decision_seq + $10::integer, event_seq = event_seq + $5::integer
    WHERE project_id = $2::uuid AND organization_id = $3::uuid AND decision_seq = $9::integer
    RETURNING event_seq - $5::integer AS before
  ), told AS (
    INSERT INTO events (project_id, seq, organization_id, type, data, at)
    SELECT $2::uuid, before + place, $3::uuid, type, data::jsonb, $8::timestamptz
    FROM moved, unnest($6::text[], $7::text[]) WITH ORDINALITY AS new (type, data, place)
  )`;
