import { ProjectEntity, type ProjectRow } from '../../entities/project.ts';
import { RunEntity, type RunRow } from '../../entities/run.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import { type Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import { type Tx } from '../../store.ts';
import { appendEvents } from '../events/append-events.ts';

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
}

/** Takes a queued run at its epoch; undefined when it is not to be had (any more, or while its project or everything is paused), which is a normal outcome. */
export async function claimRun(tx: Tx, scope: Scope, now: number, claim: RunClaim): Promise<RunWork | undefined> {
  const { organizationId } = scope;
  const values = [claim.runId, organizationId, claim.epoch, claim.owner, new Date(now + claim.leaseMs), new Date(now)];
  const taken = await sql(tx, statement, values);
  if (taken.affected !== 1) return undefined;
  const run = await tx.findOneByOrFail(RunEntity, { id: claim.runId, organizationId });
  const project = await tx.findOneByOrFail(ProjectEntity, { id: run.projectId, organizationId });
  const task =
    run.taskId === null ? undefined : await tx.findOneByOrFail(TaskEntity, { id: run.taskId, organizationId });
  const work = { run, project, task, resumed: run.epoch > 1 };
  await appendEvents(tx, scope, project.id, [started(work)]);
  return work;
}

const statement = `
  UPDATE runs SET state = 'running', lease_owner = $4, lease_expires_at = $5, started_at = $6
  FROM projects, organizations
  WHERE runs.id = $1 AND runs.organization_id = $2 AND runs.epoch = $3 AND runs.state = 'queued'
    AND projects.id = runs.project_id AND NOT projects.suspended AND projects.spec->'suspend' IS DISTINCT FROM 'true'
    AND organizations.id = runs.organization_id AND NOT organizations.paused`;

function started({ run, task, resumed }: RunWork): Parameters<typeof appendEvents>[3][number] {
  const { id, purpose, agent, attempt } = run;
  return { type: 'RunStarted', data: { run: id, subject: task?.name ?? 'project', purpose, agent, attempt, resumed } };
}
