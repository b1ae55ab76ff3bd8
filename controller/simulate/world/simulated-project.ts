import type { Catalog } from '../../catalog/catalog.ts';
import type { ProjectView } from '../../orchestrator/observe/project-view.ts';
import type { AgentRow } from '../../store/entities/agent.ts';
import type { EscalationRow } from '../../store/entities/escalation.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import type { RunRow } from '../../store/entities/run.ts';
import type { TaskRow } from '../../store/entities/task.ts';
import { genesis } from '../../store/operations/decisions/genesis.ts';

/** The rows of one project. A row is replaced, never changed, so that what was observed stays as it was. */
export interface SimulatedProject {
  row: ProjectRow;
  readonly tasks: Map<string, TaskRow>;
  /** By task: the ids of those that it waits for. */
  readonly dependencies: Map<string, readonly string[]>;
  /** In the order in which they were made. */
  readonly runs: Map<string, RunRow>;
  readonly escalations: Map<string, EscalationRow>;
}

export function simulatedProject(row: ProjectRow): SimulatedProject {
  return { row, tasks: new Map(), dependencies: new Map(), runs: new Map(), escalations: new Map() };
}

/** What the orchestrator observes of it. */
export function viewOf(
  { row, tasks, dependencies, runs, escalations }: SimulatedProject,
  evidence: ReadonlyMap<string, AgentRow>,
  catalog: Catalog,
  now: number,
): ProjectView {
  const byTask = Map.groupBy(runs.values(), (run) => run.taskId);
  return {
    project: row,
    tasks: [...tasks.values()].map((task) => ({
      row: task,
      dependsOn: (dependencies.get(task.id) ?? []).flatMap((id) => tasks.get(id) ?? []),
      runs: byTask.get(task.id) ?? [],
    })),
    projectRuns: byTask.get(null) ?? [],
    evidence,
    escalations: [...escalations.values()],
    notes: [],
    // No decision is recorded.
    chainEnd: { seq: 0, head: genesis },
    catalog,
    now,
  };
}

/** Sets fields of a row that is there. */
export function change<Row>(rows: Map<string, Row>, id: string, fields: Partial<Row>): void {
  const row = rows.get(id);
  if (row !== undefined) rows.set(id, { ...row, ...fields });
}
