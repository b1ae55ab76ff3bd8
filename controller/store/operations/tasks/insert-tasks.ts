import type { PlannedTask } from '../../../catalog/kinds/project.ts';
import { TaskEntity } from '../../entities/task.ts';
import { TaskDependencyEntity } from '../../entities/task-dependency.ts';
import { newId } from '../../new-id.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';
import { newTaskRows, type TaskPlacement } from './new-task-rows.ts';

/** Adds a valid task graph to a project. */
export async function insertTasks(
  tx: Tx,
  { organizationId }: Scope,
  now: number,
  placement: TaskPlacement,
  tasks: readonly PlannedTask[],
): Promise<void> {
  const { rows, dependencies } = newTaskRows(organizationId, now, placement, tasks, newId);
  // Parents first: a part refers to the whole.
  await tx.insert(
    TaskEntity,
    rows.map((row) => ({ ...row, parentId: null })),
  );
  for (const row of rows)
    if (row.parentId !== null) await tx.update(TaskEntity, { id: row.id }, { parentId: row.parentId });
  const known = dependencies.map((each) => ({ ...each, organizationId }));
  if (known.length > 0) await tx.insert(TaskDependencyEntity, known);
}
