import { IsNull } from 'typeorm';
import { EffectEntity, type EffectRow } from '../../entities/effect.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Effects of a run that were intended and have no receipt, oldest first: nobody knows whether they happened. */
export async function pending(tx: Tx, { organizationId }: Scope, runId: string): Promise<readonly EffectRow[]> {
  return await tx.find(EffectEntity, {
    where: { organizationId, runId, receipt: IsNull() },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
}
