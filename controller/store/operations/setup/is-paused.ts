import { OrganizationEntity } from '../../entities/organization.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** Whether the whole organization is paused. */
export async function isPaused(tx: Tx, { organizationId }: Scope): Promise<boolean> {
  return tx.existsBy(OrganizationEntity, { id: organizationId, paused: true });
}
