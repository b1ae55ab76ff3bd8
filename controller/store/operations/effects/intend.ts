import { createHash } from 'node:crypto';
import type { EffectClass } from '../../../catalog/kinds/skill.ts';
import type { JsonObject } from '../../decision-contract.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { storableJson } from '../../storable.ts';
import type { Tx } from '../../store.ts';

export interface IntendedEffect {
  readonly runId: string;
  readonly epoch: number;
  /** The id that the model gave the call; with the run it names the effect. */
  readonly callId: string;
  readonly skill: string;
  readonly class: EffectClass;
  readonly intent: JsonObject;
}

export interface EffectState {
  readonly id: string;
  /** False: the same effect was intended before, and may have happened. */
  readonly created: boolean;
  readonly receipt: JsonObject | undefined;
  /** What was intended then, and when. */
  readonly intent: JsonObject;
  readonly createdAt: Date;
}

/** Writes down an effect before it happens, once; undefined when the run is fenced, or the organization paused. */
export async function intend(
  tx: Tx,
  scope: Scope,
  now: number,
  effect: IntendedEffect,
): Promise<EffectState | undefined> {
  const id = effectId(effect.runId, effect.callId);
  const { skill, intent, runId, epoch } = effect;
  const values = [id, scope.organizationId, runId, epoch, skill, effect.class, storableJson(intent), new Date(now)];
  const { rows } = await sql<Omit<EffectState, 'id' | 'receipt'> & { receipt: JsonObject | null }>(
    tx,
    statement,
    values,
  );
  const row = rows[0];
  return row === undefined ? undefined : { ...row, id, receipt: row.receipt ?? undefined };
}

/** sha256 of run id and call id, in hex. */
export function effectId(runId: string, callId: string): string {
  return createHash('sha256').update(`${runId}\n${callId}`).digest('hex');
}

// xmax is 0 in a row that was inserted, and not in one that a conflict found. The run's row is locked against fencing.
const statement = `
  WITH claimed AS (
    SELECT id FROM runs
    WHERE id = $3 AND organization_id = $2 AND epoch = $4 AND state = 'running'
      AND NOT (SELECT paused FROM organizations WHERE organizations.id = $2)
    FOR UPDATE
  )
  INSERT INTO effects (id, organization_id, run_id, epoch, skill, class, intent, created_at)
  SELECT $1, $2::uuid, id, $4, $5, $6, $7::jsonb, $8::timestamptz FROM claimed
  ON CONFLICT (id) DO UPDATE SET skill = effects.skill
  RETURNING xmax = 0 AS created, receipt, effects.intent, effects.created_at AS "createdAt"`;
