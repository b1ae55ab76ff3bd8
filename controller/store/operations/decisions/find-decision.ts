import { DecisionEntity, type DecisionRow } from '../../entities/decision.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** The decision of that id, in whichever chain it stands. */
export async function findDecision(tx: Tx, { organizationId }: Scope, id: string): Promise<DecisionRow | undefined> {
  return (await tx.findOneBy(DecisionEntity, { id, organizationId })) ?? undefined;
}
