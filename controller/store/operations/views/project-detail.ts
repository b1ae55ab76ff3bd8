import { IsNull } from 'typeorm';
import type { Failure } from '../../../policy/failures.ts';
import type { Phase } from '../../../policy/phases.ts';
import type { Condition } from '../../condition.ts';
import { DecisionEntity } from '../../entities/decision.ts';
import { EventEntity } from '../../entities/event.ts';
import { MemoryEntryEntity } from '../../entities/memory-entry.ts';
import type { ProjectRow } from '../../entities/project.ts';
import { StreamEntity } from '../../entities/stream.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { isSuspended } from '../projects/is-suspended.ts';
import { decisionLineColumns, decisionLineOf, type DecisionLineView } from './decision-view.ts';
import type { EscalationView } from './escalation-view.ts';
import { findProject } from './find-project.ts';
import { loadTasks, type ProjectGraph } from './load-tasks.ts';
import type { Workforce } from './queued-view.ts';
import type { RunView } from './run-view.ts';
import { shownPhase } from './shown-phase.ts';
import { type SpendView, spendOf } from './spend-view.ts';
import type { TaskView } from './task-view.ts';

export interface LessonView {
  readonly agent: string | null;
  readonly text: string;
  readonly at: string;
}

/** Everything about one project that people look at. `lastSeq` is the newest event that this view already shows. */
export interface ProjectDetailView {
  readonly id: string;
  readonly name: string;
  readonly request: string;
  readonly source: string;
  readonly revision: string;
  /** The phase that people see: the most urgent one of its open tasks'. */
  readonly phase: Phase;
  readonly ownPhase: Phase;
  readonly rehearsal: boolean;
  readonly suspended: boolean;
  /** The whole organization is. */
  readonly paused: boolean;
  readonly cancelRequested: boolean;
  readonly acceptance: 'pending' | 'running' | 'passed' | 'failed';
  readonly spend: SpendView;
  readonly tasks: readonly TaskView[];
  /** The project's own run that is queued or running now: planning, acceptance or supervising. */
  readonly activeRun: RunView | null;
  readonly escalations: readonly EscalationView[];
  readonly decisions: readonly DecisionLineView[];
  readonly lessons: readonly LessonView[];
  readonly conditions: readonly Condition[];
  readonly lastFailure: Failure | null;
  readonly summary: string | null;
  readonly lastSeq: number;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

const shownDecisions = 10;
const shownLessons = 20;

/** The project of that name or id as it is now; undefined when there is none. */
export async function projectDetail(
  tx: Tx,
  scope: Scope,
  nameOrId: string,
  workforce?: Workforce,
): Promise<ProjectDetailView | undefined> {
  const project = await findProject(tx, scope, nameOrId);
  if (project === undefined) return undefined;
  const graph = await loadTasks(tx, scope, project, workforce);
  const decisions = await lastDecisions(tx, scope, project);
  const lessons = await lessonsOf(tx, scope, project);
  const stream = await streamOf(tx, scope, project);
  return { ...headOf(project, graph), ...stream, tasks: graph.tasks, decisions, lessons };
}

function headOf(project: ProjectRow, graph: ProjectGraph) {
  return {
    id: project.id,
    name: project.name,
    request: project.spec.request,
    source: project.source,
    revision: project.revision,
    phase: shownPhase(
      project.phase,
      graph.tasks.map((task) => task.phase),
    ),
    ownPhase: project.phase,
    suspended: isSuspended(project),
    paused: graph.paused,
    cancelRequested: project.cancelRequested,
    acceptance: project.acceptance,
    spend: spendOf(project),
    activeRun: graph.activeRun,
    escalations: graph.escalations,
    conditions: project.conditions,
    lastFailure: project.lastFailure,
    summary: project.summary,
    createdAt: project.createdAt.toISOString(),
    endedAt: project.endedAt?.toISOString() ?? null,
  };
}

async function lastDecisions(tx: Tx, scope: Scope, project: ProjectRow): Promise<readonly DecisionLineView[]> {
  const rows = await tx.find(DecisionEntity, {
    select: decisionLineColumns,
    where: { organizationId: scope.organizationId, projectId: project.id, runId: IsNull() },
    order: { seq: 'DESC' },
    take: shownDecisions,
  });
  return rows.map((row) => decisionLineOf(row, project.name));
}

async function lessonsOf(tx: Tx, scope: Scope, project: ProjectRow): Promise<readonly LessonView[]> {
  const rows = await tx.find(MemoryEntryEntity, {
    where: { organizationId: scope.organizationId, projectId: project.id, kind: 'lesson' },
    order: { createdAt: 'ASC' },
    take: shownLessons,
  });
  return rows.map((row) => ({ agent: row.agent, text: row.text, at: row.createdAt.toISOString() }));
}

async function streamOf(tx: Tx, scope: Scope, project: ProjectRow): Promise<{ rehearsal: boolean; lastSeq: number }> {
  const within = { organizationId: scope.organizationId, projectId: project.id };
  const stream = await tx.findOne(StreamEntity, { where: within });
  const created = await tx.findOne(EventEntity, {
    where: { ...within, type: 'ProjectCreated' },
    order: { seq: 'ASC' },
  });
  const data = created?.data;
  return { rehearsal: data !== undefined && 'rehearsal' in data && data.rehearsal, lastSeq: stream?.eventSeq ?? 0 };
}
