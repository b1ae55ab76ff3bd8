import { IsNull } from 'typeorm';
import { TaskEntity } from '../../entities/task.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Gives the tasks of a project that have not ended the project's time-out, where the one before was theirs too. */
export async function changeTimeout(
  tx: Tx,
  { organizationId }: Scope,
  now: number,
  projectId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  if (from === to) return;
  const open = { projectId, organizationId, timeoutMs: from, endedAt: IsNull() };
  await tx.update(TaskEntity, open, { timeoutMs: to, updatedAt: new Date(now) });
}
