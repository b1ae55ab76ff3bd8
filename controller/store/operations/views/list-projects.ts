import { In } from 'typeorm';
import type { Phase } from '../../../policy/phases.ts';
import { EscalationEntity } from '../../entities/escalation.ts';
import { type ProjectRow, ProjectEntity } from '../../entities/project.ts';
import { TaskEntity } from '../../entities/task.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { isPaused } from '../setup/is-paused.ts';
import { isSuspended } from '../projects/is-suspended.ts';
import { shownPhase } from './shown-phase.ts';
import { type SpendView, spendOf } from './spend-view.ts';

/** A project in a list. */
export interface ProjectSummaryView {
  readonly id: string;
  readonly name: string;
  readonly request: string;
  readonly phase: Phase;
  readonly suspended: boolean;
  /** The whole organization is. */
  readonly paused: boolean;
  readonly awaitsPerson: boolean;
  readonly tasks: { readonly total: number; readonly complete: number; readonly failed: number };
  readonly spend: SpendView;
  readonly source: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

type TaskPhase = { readonly projectId: string; readonly phase: Phase };

/** The newest projects, newest first, at most `limit`; only those of one name when given. */
export async function listProjects(
  tx: Tx,
  scope: Scope,
  { limit, name }: { readonly limit: number; readonly name?: string | undefined },
): Promise<readonly ProjectSummaryView[]> {
  const { organizationId } = scope;
  const projects = await tx.find(ProjectEntity, {
    where: name === undefined ? { organizationId } : { organizationId, name },
    order: { createdAt: 'DESC', id: 'DESC' },
    take: limit,
  });
  const projectId = In(projects.map((project) => project.id));
  const tasks: TaskPhase[] = await tx.find(TaskEntity, {
    select: { id: true, projectId: true, phase: true },
    where: { organizationId, projectId },
  });
  const waiting = await tx.find(EscalationEntity, {
    select: { id: true, projectId: true },
    where: { organizationId, projectId, state: 'open', action: 'person' },
  });
  const paused = await isPaused(tx, scope);
  const awaited = new Set(waiting.map((row) => row.projectId));
  const byProject = Map.groupBy(tasks, (task) => task.projectId);
  return projects.map((project) => ({
    ...summaryOf(project, byProject.get(project.id) ?? [], awaited.has(project.id)),
    paused: paused && project.endedAt === null,
  }));
}

function summaryOf(
  project: ProjectRow,
  tasks: readonly TaskPhase[],
  awaitsPerson: boolean,
): Omit<ProjectSummaryView, 'paused'> {
  const phases = tasks.map((task) => task.phase);
  return {
    id: project.id,
    name: project.name,
    request: project.spec.request,
    phase: shownPhase(project.phase, phases),
    suspended: isSuspended(project),
    awaitsPerson,
    tasks: {
      total: phases.length,
      complete: phases.filter((phase) => phase === 'Complete').length,
      failed: phases.filter((phase) => phase === 'Failed').length,
    },
    spend: spendOf(project),
    source: project.source,
    createdAt: project.createdAt.toISOString(),
    endedAt: project.endedAt?.toISOString() ?? null,
  };
}
