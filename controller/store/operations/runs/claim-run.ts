import { ProjectEntity, type ProjectRow } from '../../entities/project.ts';
import { RunEntity, type RunRow } from '../../entities/run.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import { type JsonRow, rowFromJson } from '../../row-from-json.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import { tellAfterCommit, timeOf } from '../../tx-context.ts';

export interface RunClaim {
  readonly runId: string;
  readonly epoch: number;
  /** The process that works on it. */
  readonly owner: string;
  readonly leaseMs: number;
}

/** A claimed run, with what it is about. */
export interface RunWork {
  readonly run: RunRow;
  readonly project: ProjectRow;
  readonly task: TaskRow | undefined;
  /** An earlier epoch of this run was worked on: its steps are recorded and its folder may still be there. */
  readonly resumed: boolean;
  /** The generation of what was declared at that moment: what the run was decided by is no newer. */
  readonly catalogGeneration: number;
}

/**
 * Takes a queued run at its epoch; undefined when it is not to be had (any more, or while its project or everything is
 * paused), which is a normal outcome. One statement.
 */
export async function claimRun(tx: Tx, scope: Scope, now: number, claim: RunClaim): Promise<RunWork | undefined> {
  const { runId, epoch, owner, leaseMs } = claim;
  const leaseEnd = new Date(now + leaseMs);
  const values = [runId, scope.organizationId, epoch, owner, leaseEnd, new Date(now), timeOf(tx)];
  const { rows } = await sql<Taken>(tx, statement, values);
  const [taken] = rows;
  if (taken === undefined) return undefined;
  const run = rowFromJson(tx, RunEntity)(taken.run);
  const task = taken.task === null ? undefined : rowFromJson(tx, TaskEntity)(taken.task);
  tellAfterCommit(tx, 'events', run.projectId);
  const project = rowFromJson(tx, ProjectEntity)(taken.project);
  return { run, project, task, resumed: run.epoch > 1, catalogGeneration: taken.generation };
}

interface Taken {
  readonly run: JsonRow;
  readonly project: JsonRow;
  readonly task: JsonRow | null;
  readonly generation: number;
}

// Everything hangs on `claimed`: no row there, no row anywhere.
const statement = `
  WITH claimed AS (
    UPDATE runs SET state = 'running', lease_owner = $4, lease_expires_at = $5, started_at = $6
    FROM projects, organizations
    WHERE runs.id = $1::uuid AND runs.organization_id = $2::uuid AND runs.epoch = $3::integer AND runs.state = 'queued'
      AND projects.id = runs.project_id AND NOT projects.suspended AND projects.spec->'suspend' IS DISTINCT FROM 'true'
      AND organizations.id = runs.organization_id AND NOT organizations.paused
    RETURNING runs AS run, projects AS project, catalog_generation AS generation
  ), taken AS (
    SELECT run, project, tasks AS task, generation FROM claimed
    LEFT JOIN tasks ON tasks.id = (run).task_id AND tasks.organization_id = $2::uuid
  ), counted AS (
    UPDATE streams SET event_seq = event_seq + 1 FROM claimed
    WHERE streams.project_id = (run).project_id
    RETURNING event_seq AS seq
  ), told AS (
    INSERT INTO events (project_id, seq, organization_id, type, data, at)
    SELECT (run).project_id, seq, $2::uuid, 'RunStarted', jsonb_build_object('run', (run).id, 'purpose', (run).purpose,
      'subject', coalesce((task).name, 'project'), 'agent', (run).agent, 'attempt', (run).attempt,
      'resumed', (run).epoch > 1), $7::timestamptz
    FROM taken, counted
  )
  SELECT to_json(run) AS run, to_json(project) AS project, to_json(task) AS task, generation FROM taken`;
