import { MaiosError } from '../../errors/maios-error.ts';
import type { ProjectRow } from '../../store/entities/project.ts';
import { appendEvents } from '../../store/operations/events/append-events.ts';
import { changeProject } from '../../store/operations/projects/change-project.ts';
import { touchProject } from '../../store/operations/projects/touch-project.ts';
import type { Scope } from '../../store/scope.ts';
import type { Tx } from '../../store/store.ts';

/** Asks for the end of a project; the rules make it. Asking twice changes nothing. */
export async function requestCancel(tx: Tx, scope: Scope, now: number, project: ProjectRow): Promise<void> {
  if (project.phase === 'Cancelled') return;
  if (project.endedAt !== null) throw new MaiosError('NOT_WAITING', `${project.name} ended in phase ${project.phase}`);
  if (project.cancelRequested) return;
  await touchProject(tx, scope, project.id, now);
  await changeProject(tx, scope, project.id, { cancelRequested: true });
  await appendEvents(tx, scope, project.id, [{ type: 'CancelRequested', data: { by: scope.actor } }]);
}
