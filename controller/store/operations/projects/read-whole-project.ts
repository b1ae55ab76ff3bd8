import type { EntitySchema, ObjectLiteral } from 'typeorm';
import { AgentEntity, type AgentRow } from '../../entities/agent.ts';
import { EscalationEntity, type EscalationRow } from '../../entities/escalation.ts';
import { ProjectEntity, type ProjectRow } from '../../entities/project.ts';
import { RunEntity, type RunRow } from '../../entities/run.ts';
import { type TaskDependencyRow, TaskDependencyEntity } from '../../entities/task-dependency.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import { type JsonRow, rowFromJson } from '../../row-from-json.ts';
import type { Scope } from '../../scope.ts';
import { sql } from '../../sql.ts';
import type { Tx } from '../../store.ts';
import type { ChainEnd } from '../decisions/append-decisions.ts';

/** A project with every row that decisions about it are made from. */
export interface WholeProject {
  readonly project: ProjectRow;
  /** The whole organization is paused. */
  readonly paused: boolean;
  /** In the order of the plan. */
  readonly tasks: readonly TaskRow[];
  readonly dependencies: readonly TaskDependencyRow[];
  /** Oldest first, as are escalations and notes. */
  readonly runs: readonly RunRow[];
  readonly escalations: readonly EscalationRow[];
  readonly notes: readonly string[];
  /** All of the organization. */
  readonly agents: readonly AgentRow[];
  /** Where its next decision goes. */
  readonly chainEnd: ChainEnd;
}

/** Reads it in one statement, so that all of it is of one moment; undefined when there is no such project. */
export async function readWholeProject(
  tx: Tx,
  { organizationId }: Scope,
  projectId: string,
): Promise<WholeProject | undefined> {
  const { rows } = await sql<Found>(tx, statement, [projectId, organizationId]);
  const [found] = rows;
  if (found === undefined) return undefined;
  const read = <Row extends ObjectLiteral>(entity: EntitySchema<Row>, json: readonly JsonRow[]): readonly Row[] =>
    json.length === 0 ? [] : json.map(rowFromJson(tx, entity));
  return {
    project: rowFromJson(tx, ProjectEntity)(found.project),
    paused: found.paused,
    tasks: read(TaskEntity, found.tasks),
    dependencies: read(TaskDependencyEntity, found.dependencies),
    runs: read(RunEntity, found.runs),
    escalations: read(EscalationEntity, found.escalations),
    notes: found.notes,
    agents: read(AgentEntity, found.agents),
    chainEnd: found.chain_end,
  };
}

interface Found {
  readonly project: JsonRow;
  readonly paused: boolean;
  readonly tasks: readonly JsonRow[];
  readonly dependencies: readonly JsonRow[];
  readonly runs: readonly JsonRow[];
  readonly escalations: readonly JsonRow[];
  readonly notes: readonly string[];
  readonly agents: readonly JsonRow[];
  readonly chain_end: ChainEnd;
}

const none = `'[]'::json`;

const statement = `
  SELECT to_json(p) AS project,
    EXISTS (SELECT FROM organizations o WHERE o.id = $2::uuid AND o.paused) AS paused,
    coalesce((SELECT json_agg(t ORDER BY t.ordinal) FROM tasks t
      WHERE t.project_id = p.id AND t.organization_id = $2::uuid), ${none}) AS tasks,
    coalesce((SELECT json_agg(d) FROM task_dependencies d JOIN tasks t ON t.id = d.task_id
      WHERE t.project_id = p.id AND d.organization_id = $2::uuid), ${none}) AS dependencies,
    coalesce((SELECT json_agg(r ORDER BY r.created_at, r.id) FROM runs r
      WHERE r.project_id = p.id AND r.organization_id = $2::uuid), ${none}) AS runs,
    coalesce((SELECT json_agg(e ORDER BY e.created_at, e.id) FROM escalations e
      WHERE e.project_id = p.id AND e.organization_id = $2::uuid), ${none}) AS escalations,
    coalesce((SELECT json_agg(m.text ORDER BY m.created_at) FROM memory_entries m
      WHERE m.project_id = p.id AND m.organization_id = $2::uuid AND m.kind = 'note'), ${none}) AS notes,
    coalesce((SELECT json_agg(a) FROM agents a WHERE a.organization_id = $2::uuid), ${none}) AS agents,
    (SELECT json_build_object('seq', s.decision_seq, 'head', s.chain_head) FROM streams s
      WHERE s.project_id = p.id AND s.organization_id = $2::uuid) AS chain_end
  FROM projects p WHERE p.id = $1::uuid AND p.organization_id = $2::uuid`;
