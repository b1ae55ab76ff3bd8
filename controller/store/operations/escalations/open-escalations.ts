import { EscalationEntity, type EscalationRow } from '../../entities/escalation.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** The open escalations of a project that wait for a person, oldest first. */
export async function openEscalations(tx: Tx, scope: Scope, projectId: string): Promise<readonly EscalationRow[]> {
  return tx.find(EscalationEntity, {
    where: { projectId, organizationId: scope.organizationId, state: 'open', action: 'person' },
    order: { createdAt: 'ASC' },
  });
}
