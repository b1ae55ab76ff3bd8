import { ProjectEntity, type ProjectRow } from '../../entities/project.ts';
import { RunEntity, type RunRow } from '../../entities/run.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import { type JsonRow, rowFromJson } from '../../row-from-json.ts';
import type { RunResult } from '../../run-contract.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { storableJson } from '../../storable.ts';
import type { Tx } from '../../store.ts';
import { tellAfterCommit } from '../../tx-context.ts';

export interface RunEnd {
  readonly runId: string;
  readonly epoch: number;
  readonly result: RunResult;
  /** Those who end it from outside raise its epoch, whether it was begun or not. */
  readonly by: 'its worker' | 'others';
}

/** A run that was ended, with what it is about. */
export interface EndedRun {
  readonly run: RunRow;
  readonly project: ProjectRow;
  readonly task: TaskRow | undefined;
}

/**
 * Ends a run with its result and counts that as a change of its project; what it still has reserved counts as spent.
 * undefined: the run is fenced, or has ended; nothing is written then. One statement.
 */
export async function endRun(tx: Tx, scope: Scope, now: number, end: RunEnd): Promise<EndedRun | undefined> {
  const { runId, epoch, result, by } = end;
  const { rows } = await sql<{ run: JsonRow; project: JsonRow; task: JsonRow | null }>(tx, statement, [
    runId,
    scope.organizationId,
    epoch,
    by === 'its worker' ? ['running'] : ['queued', 'running'],
    by === 'its worker' ? 0 : 1,
    result.outcome,
    result.failure === undefined ? null : storableJson(result.failure),
    storableJson(result),
    result.mergedCommit ?? result.snapshotCommit ?? null,
    new Date(now),
  ]);
  const [ended] = rows;
  if (ended === undefined) return undefined;
  const project = rowFromJson(tx, ProjectEntity)(ended.project);
  tellAfterCommit(tx, 'changed', project.id);
  const task = ended.task === null ? undefined : rowFromJson(tx, TaskEntity)(ended.task);
  return { run: rowFromJson(tx, RunEntity)(ended.run), project, task };
}

// An UPDATE returns what it wrote, so what was reserved is read first, and locked.
const statement = `
  WITH held AS (
    SELECT id, project_id, tokens_reserved AS tokens, usd_micro_reserved AS usd_micro FROM runs
    WHERE id = $1::uuid AND organization_id = $2::uuid AND epoch = $3::integer AND state = ANY($4::text[]) FOR UPDATE
  ), ended AS (
    UPDATE runs SET state = 'ended', epoch = epoch + $5::integer, outcome = $6, failure = $7::jsonb, result = $8::jsonb,
      result_commit = $9, ended_at = $10::timestamptz, tokens_reserved = 0, tokens_spent = tokens_spent + held.tokens,
      usd_micro_reserved = 0, usd_micro_spent = usd_micro_spent + held.usd_micro
    FROM held WHERE runs.id = held.id
    RETURNING runs AS run
  ), touched AS (
    UPDATE projects SET version = version + 1, updated_at = $10::timestamptz,
      tokens_reserved = tokens_reserved - held.tokens, tokens_spent = tokens_spent + held.tokens,
      usd_micro_reserved = usd_micro_reserved - held.usd_micro, usd_micro_spent = usd_micro_spent + held.usd_micro
    FROM held WHERE projects.id = held.project_id
    RETURNING projects AS project
  )
  SELECT to_json(run) AS run, to_json(project) AS project, to_json(tasks) AS task
  FROM ended CROSS JOIN touched LEFT JOIN tasks ON tasks.id = (run).task_id AND tasks.organization_id = $2::uuid`;
