import type { MaiosError } from '../../errors/maios-error.ts';
import { ProjectEntity } from '../../store/entities/project.ts';
import { appendEvents } from '../../store/operations/events/append-events.ts';
import { changeProject } from '../../store/operations/projects/change-project.ts';
import type { CommitDependencies } from './commit-plan.ts';
import { condition, reasonOf, sameConditions } from './conditions.ts';

/** Writes on the project why it cannot be reconciled, once for each reason. */
export async function stallProject(
  { store, scope, guard }: CommitDependencies,
  projectId: string,
  error: MaiosError,
): Promise<void> {
  await store.transaction(async (tx) => {
    await guard(tx);
    const project = await tx.findOneBy(ProjectEntity, { id: projectId, organizationId: scope.organizationId });
    const conditions = [condition(store.clock.now(), 'Stalled', reasonOf(error.code), error.message)];
    if (project === null || sameConditions(project.conditions, conditions)) return;
    await changeProject(tx, scope, projectId, { conditions });
    await appendEvents(tx, scope, projectId, [
      { type: 'Stalled', data: { subject: 'project', code: error.code, message: error.message } },
    ]);
  });
}
