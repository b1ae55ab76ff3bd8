import { escalationActions, type EscalationAction } from '../policy/failures.ts';
import { type EscalationRow } from '../store/entities/escalation.ts';

// What a person may say, and what it comes to. A denied call goes on without it: the agent is told and tries another way.
const meaning: ReadonlyMap<string, EscalationAction> = new Map([
  ['approve', 'retry'],
  ['deny', 'retry'],
  ...escalationActions.map((action) => [action, action] as const),
]);

/** What an answered or expired escalation comes to; undefined while it is open. */
export function answeredAction(escalation: EscalationRow): EscalationAction | undefined {
  if (escalation.state === 'open') return undefined;
  return meaning.get(escalation.answer ?? '') ?? 'retry';
}

export interface Answer {
  /** One of the words above. */
  readonly answer: string;
  /** Everything that was said, for the agents to read; undefined when it was the word alone. */
  readonly note: string | undefined;
}

/** Reads what a person wrote: a first word that is an answer counts as one; anything else is advice for another try. */
export function readAnswer(text: string): Answer {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const answer = word.toLowerCase().replace(/[:,.!]$/, '');
  if (!meaning.has(answer)) return { answer: 'retry', note: text.trim() };
  return { answer, note: rest.length === 0 ? undefined : text.trim() };
}
