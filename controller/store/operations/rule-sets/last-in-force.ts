import { RuleSetEntity, type RuleSetRow } from '../../entities/rule-set.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

/** The revision of a rule set that was last in force under a name; undefined when none ever was. */
export async function lastInForce(
  tx: Tx,
  { organizationId }: Scope,
  { stage, name }: Pick<RuleSetRow, 'stage' | 'name'>,
): Promise<RuleSetRow | undefined> {
  return (await tx.findOneBy(RuleSetEntity, { organizationId, stage, name })) ?? undefined;
}
