import { EntitySchema } from 'typeorm';
import { primary, reference } from './column.ts';

/** A task waits for another. */
export interface TaskDependencyRow {
  readonly taskId: string;
  readonly dependsOnId: string;
  readonly organizationId: string;
}

export const TaskDependencyEntity = new EntitySchema<TaskDependencyRow>({
  name: 'task_dependency',
  tableName: 'task_dependencies',
  columns: {
    taskId: primary(reference('task')),
    dependsOnId: primary(reference('task')),
    organizationId: reference('organization'),
  },
});
