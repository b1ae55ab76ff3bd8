import { changeRows } from '../../change-row.ts';
import { TaskEntity, type TaskRow } from '../../entities/task.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Sets fields of a task; the caller has made sure of the project's version in the same transaction. */
export async function changeTask(
  tx: Tx,
  scope: Scope,
  id: string,
  now: number,
  change: Partial<TaskRow>,
): Promise<void> {
  await changeTasks(tx, scope, now, new Map([[id, change]]));
}

/** The same for several tasks, by their ids. */
export async function changeTasks(
  tx: Tx,
  { organizationId }: Scope,
  now: number,
  changes: ReadonlyMap<string, Partial<TaskRow>>,
): Promise<void> {
  const updatedAt = new Date(now);
  const dated = new Map([...changes].map(([id, change]) => [id, { ...change, updatedAt }]));
  await changeRows(tx, TaskEntity, organizationId, dated);
}
