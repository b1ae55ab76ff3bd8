import { EscalationEntity } from '../../entities/escalation.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

export interface EscalationAnswer {
  readonly state: 'answered' | 'expired';
  readonly answer: string;
  readonly note: string | undefined;
  readonly by: string;
}

/** Answers an open escalation; false when it was not open any more: the first answer wins. */
export async function closeEscalation(
  tx: Tx,
  scope: Scope,
  now: number,
  id: string,
  { state, answer, note, by }: EscalationAnswer,
): Promise<boolean> {
  const result = await tx.update(
    EscalationEntity,
    { id, organizationId: scope.organizationId, state: 'open' },
    { state, answer, note: note ?? null, answeredBy: by, answeredAt: new Date(now), version: () => 'version + 1' },
  );
  return result.affected === 1;
}
