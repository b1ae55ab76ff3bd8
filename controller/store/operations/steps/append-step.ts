import { createHash } from 'node:crypto';
import type { StepKind } from '../../../events/event.ts';
import type { Scope } from '../../scope.ts';
import { storableText } from '../../storable.ts';
import type { Statement, Store } from '../../store.ts';

export interface NewStep {
  readonly runId: string;
  /** The epoch that the run was claimed with. */
  readonly epoch: number;
  readonly kind: StepKind;
  /** For people: the skill that was called, the reason of a note. */
  readonly label?: string | undefined;
  readonly body: string;
}

/**
 * Adds a step to a run and its StepRecorded event to the project, in one statement committed by itself.
 * `n` counts from 1 within the run. undefined: fenced; the run has another epoch by now, or has ended.
 */
export async function appendStep(
  store: Store,
  scope: Scope,
  step: NewStep,
): Promise<{ readonly n: number } | undefined> {
  const body = Buffer.from(step.body, 'utf8');
  const sha256 = createHash('sha256').update(body).digest();
  const label = step.label === undefined ? null : storableText(step.label);
  const at = new Date(store.clock.now());
  const values = [step.runId, scope.organizationId, step.epoch, step.kind, label, sha256, body, at];
  const [row] = await store.execute(statement, values);
  return row === undefined ? undefined : { n: Number(row['n']) };
}

// The hottest write of all. Everything hangs on `claimed`: no row there, no row anywhere.
const statement: Statement = {
  name: 'append-step',
  rings: 'project_id',
  text: `
    WITH claimed AS (
      UPDATE runs SET step_count = step_count + 1
      WHERE id = $1::uuid AND organization_id = $2::uuid AND epoch = $3::integer AND state = 'running'
      RETURNING project_id, step_count AS n
    ), stored AS (
      INSERT INTO blobs (organization_id, sha256, body)
      SELECT $2::uuid, $6::bytea, $7::bytea FROM claimed
      ON CONFLICT DO NOTHING
    ), recorded AS (
      INSERT INTO run_steps (run_id, n, organization_id, epoch, kind, label, body_sha256, at)
      SELECT $1::uuid, n, $2::uuid, $3::integer, $4::text, $5::text, $6::bytea, $8::timestamptz FROM claimed
    ), counted AS (
      UPDATE streams SET event_seq = event_seq + 1 FROM claimed
      WHERE streams.project_id = claimed.project_id
      RETURNING claimed.project_id, n, event_seq AS seq
    ), told AS (
      INSERT INTO events (project_id, seq, organization_id, type, data, at)
      SELECT project_id, seq, $2::uuid, 'StepRecorded',
        jsonb_build_object('run', $1::text, 'n', n, 'kind', $4::text, 'label', $5::text), $8::timestamptz
      FROM counted
    )
    SELECT n, project_id FROM claimed`,
};
