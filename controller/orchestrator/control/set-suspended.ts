import { MaiosError } from '../../errors/maios-error.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import { appendEvents } from '../../store/operations/events/append-events.ts';
import { changeProject } from '../../store/operations/projects/change-project.ts';
import { touchProject } from '../../store/operations/projects/touch-project.ts';
import { requeueRuns } from '../../store/operations/runs/requeue-runs.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';

/**
 * Suspends a project, or lets it go on. What runs is paused after its last recorded step and goes on from there later.
 * Returns the paused runs, which are to be stopped.
 */
export async function setSuspended(
  tx: Tx,
  scope: Scope,
  now: number,
  project: ProjectRow,
  suspended: boolean,
): Promise<readonly string[]> {
  if (project.endedAt !== null) throw new MaiosError('NOT_WAITING', `${project.name} ended in phase ${project.phase}`);
  if (!suspended && project.spec.suspend === true) {
    throw new MaiosError('NOT_WAITING', `${project.name} is suspended by its spec`, {
      fix: 'Remove `suspend: true` from the Project.',
    });
  }
  if (project.suspended === suspended) return [];
  await touchProject(tx, scope, project.id, now);
  await changeProject(tx, scope, project.id, { suspended });
  await appendEvents(tx, scope, project.id, [{ type: suspended ? 'Suspended' : 'Resumed', data: { by: scope.actor } }]);
  return suspended ? requeueRuns(tx, scope, { projectId: project.id }) : [];
}
