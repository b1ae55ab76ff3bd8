import { changeRow } from '../../change-row.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

/** Sets fields of a task; the caller has made sure of the project's version in the same transaction. */
export async function changeTask(
  tx: Tx,
  scope: Scope,
  id: string,
  now: number,
  change: Partial<TaskRow>,
): Promise<void> {
  const { organizationId } = scope;
  await changeRow(tx, TaskEntity, { id, organizationId }, { ...change, updatedAt: new Date(now) });
}
