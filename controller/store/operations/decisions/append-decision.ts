import { MaiosError } from '../../../errors/maios-error.ts';
import { type Scope } from '../../scope.ts';
import { type Tx } from '../../store.ts';
import { appendDecisions } from './append-decisions.ts';
import { type AppendedDecision, type NewDecision } from './new-decision.ts';

/**
 * Records a decision at the end of its project's hash chain. Permission decisions of a run have a chain of their own:
 * append-run-decision.ts. Fails with NOT_FOUND when the project is not the organization's.
 */
export async function appendDecision(
  tx: Tx,
  scope: Scope,
  now: number,
  decision: NewDecision,
): Promise<AppendedDecision> {
  const told = { decision, events: () => [] };
  const [row] = await appendDecisions(tx, scope, now, decision.projectId, [told]);
  if (row === undefined) throw new MaiosError('STORE_BUG', 'expected a decision to be recorded, found none');
  return { id: row.id, seq: row.seq, hash: row.hash };
}
