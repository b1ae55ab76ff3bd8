import { EscalationEntity } from '../../entities/escalation.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';

/** Closes the questions of a project that nobody has answered and nobody needs answered any more. */
export async function withdrawEscalations(tx: Tx, scope: Scope, now: number, projectId: string): Promise<void> {
  await tx.update(
    EscalationEntity,
    { projectId, organizationId: scope.organizationId, state: 'open' },
    { state: 'expired', answer: 'fail', answeredBy: 'end', answeredAt: new Date(now), version: () => 'version + 1' },
  );
}
