import { type MaiosError } from '../errors/maios-error.ts';
import { ProjectEntity } from '../store/entities/project.ts';
import { appendEvents } from '../store/operations/events/append-events.ts';
import { changeProject } from '../store/operations/projects/change-project.ts';
import { type Condition } from '../store/condition.ts';
import { type Scope } from '../store/scope.ts';
import { type Store } from '../store/store.ts';
import { reasonOf } from './commit/reason-of.ts';
import { sameStalls } from './commit/record-stalls.ts';

/** Writes on the project why it cannot be reconciled, once for each reason. */
export async function stallProject(store: Store, scope: Scope, projectId: string, error: MaiosError): Promise<void> {
  await store.transaction(async (tx) => {
    const project = await tx.findOneBy(ProjectEntity, { id: projectId, organizationId: scope.organizationId });
    const conditions = [stalled(error, store.clock.now())];
    if (project === null || sameStalls(project.conditions, conditions)) return;
    await changeProject(tx, scope, projectId, { conditions });
    await appendEvents(tx, scope, projectId, [
      { type: 'Stalled', data: { subject: 'project', code: error.code, message: error.message } },
    ]);
  });
}

function stalled(error: MaiosError, now: number): Condition {
  return {
    type: 'Stalled',
    status: 'True',
    reason: reasonOf(error.code),
    message: error.message,
    observedGeneration: 1,
    lastTransitionTime: new Date(now).toISOString(),
  };
}
