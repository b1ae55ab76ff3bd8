import { RunEntity } from '../../entities/run.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

/** The project that a run belongs to. */
export async function projectOfRun(tx: Tx, scope: Scope, runId: string): Promise<string | undefined> {
  const run = await tx.findOne(RunEntity, {
    select: { projectId: true },
    where: { id: runId, organizationId: scope.organizationId },
  });
  return run?.projectId;
}
