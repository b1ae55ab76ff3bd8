import { EffectEntity, type EffectRow } from '../../entities/effect.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Every effect that a run intended, with its receipt where there is one, oldest first. */
export async function listEffects(tx: Tx, { organizationId }: Scope, runId: string): Promise<readonly EffectRow[]> {
  return await tx.find(EffectEntity, { where: { organizationId, runId }, order: { createdAt: 'ASC', id: 'ASC' } });
}
