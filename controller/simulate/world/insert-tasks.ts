import type { PlannedTask } from '../../catalog/kinds/project.ts';
import { newTaskRows, type TaskPlacement } from '../../store/operations/tasks/new-task-rows.ts';
import type { Desk } from './desk.ts';

/** Adds a valid task graph to a project. */
export function insertTasks(desk: Desk, placement: TaskPlacement, tasks: readonly PlannedTask[]): void {
  const { project, scope, now } = desk;
  const made = newTaskRows(scope.organizationId, now, placement, tasks, () => desk.newId('task'));
  for (const row of made.rows) project.tasks.set(row.id, row);
  for (const [id, waits] of Map.groupBy(made.dependencies, ({ taskId }) => taskId)) {
    project.dependencies.set(
      id,
      waits.map(({ dependsOnId }) => dependsOnId),
    );
  }
}
