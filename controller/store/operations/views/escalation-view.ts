import type { EscalationAction, Failure } from '../../../policy/failures.ts';
import type { EscalationRow } from '../../entities/escalation.ts';

/** A question and, once given, its answer. `subject` is `project` or the name of a task. */
export interface EscalationView {
  readonly id: string;
  readonly subject: string;
  readonly action: EscalationAction;
  readonly state: 'open' | 'answered' | 'expired';
  readonly failure: Failure | null;
  readonly question: string | null;
  readonly options: readonly string[];
  readonly answer: string | null;
  readonly note: string | null;
  readonly answeredBy: string | null;
  readonly expiresAt: string | null;
  readonly onExpiry: string | null;
  readonly createdAt: string;
}

export function escalationViewOf(row: EscalationRow, subject: string): EscalationView {
  return {
    id: row.id,
    subject,
    action: row.action,
    state: row.state,
    failure: row.failure,
    question: row.question,
    options: row.options,
    answer: row.answer,
    note: row.note,
    answeredBy: row.answeredBy,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    onExpiry: row.onExpiry,
    createdAt: row.createdAt.toISOString(),
  };
}
