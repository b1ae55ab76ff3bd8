import type { EscalationAction, Failure } from '../../../policy/failures.ts';
import { EscalationEntity, type EscalationRow } from '../../entities/escalation.ts';
import { newId } from '../../new-id.ts';
import type { Scope } from '../../scope.ts';
import type { Tx } from '../../store.ts';

export interface NewEscalationRow {
  readonly projectId: string;
  readonly taskId: string | undefined;
  readonly runId: string | undefined;
  readonly action: EscalationAction;
  readonly failure: Failure;
  readonly question: string | undefined;
  readonly options: readonly string[];
  readonly expiresAt: number | undefined;
  readonly onExpiry: EscalationAction | undefined;
}

/** Records an escalation. What rules settle by themselves is answered at once; a person's or a supervisor's stays open. */
export async function insertEscalation(
  tx: Tx,
  scope: Scope,
  now: number,
  escalation: NewEscalationRow,
): Promise<string> {
  const row = newEscalationRow(scope, now, newId(now), escalation);
  await tx.insert(EscalationEntity, row);
  return row.id;
}

/** The row of an escalation that was just decided on. */
export function newEscalationRow(
  { organizationId }: Scope,
  now: number,
  id: string,
  escalation: NewEscalationRow,
): EscalationRow {
  const open = escalation.action === 'person' || escalation.action === 'supervise';
  return {
    id,
    organizationId,
    projectId: escalation.projectId,
    taskId: escalation.taskId ?? null,
    runId: escalation.runId ?? null,
    version: 1,
    action: escalation.action,
    state: open ? 'open' : 'answered',
    failure: escalation.failure,
    question: escalation.question ?? null,
    options: escalation.options,
    answer: open ? null : escalation.action,
    note: null,
    answeredBy: open ? null : 'rules',
    expiresAt: escalation.expiresAt === undefined ? null : new Date(escalation.expiresAt),
    onExpiry: escalation.onExpiry ?? null,
    createdAt: new Date(now),
    answeredAt: open ? null : new Date(now),
  };
}
