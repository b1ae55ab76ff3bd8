import type { EscalationAnswer } from '../../store/operations/escalations/close-escalation.ts';
import type { Intent } from '../plan/intent.ts';

/** How a question is closed that nobody answered: its time is over, or its subject went on without an answer. */
export function unanswered(
  intent: Extract<Intent, { do: 'expire-escalation' | 'withdraw-escalation' }>,
): EscalationAnswer {
  const by = intent.do === 'expire-escalation' ? 'expiry' : 'rules';
  return { state: 'expired', answer: intent.action, note: undefined, by };
}
