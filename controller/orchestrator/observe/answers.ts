import { escalationActions, type EscalationAction } from '../../policy/failures.ts';
import type { EscalationRow } from '../../store/entities/escalation.ts';

// What a person may say, and what it comes to. A denied call goes on without it: the agent is told and tries another way.
const meaning: ReadonlyMap<string, EscalationAction> = new Map([
  ['approve', 'retry'],
  ['deny', 'retry'],
  // Of an effect that may have happened: either way the task goes on, once it is known.
  ['happened', 'retry'],
  ['not-happened', 'retry'],
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

// Whether the effect happened; to try again says that it did not.
const knowledge: ReadonlyMap<string, boolean> = new Map([
  ['happened', true],
  ['not-happened', false],
  ['retry', false],
]);

/** What an answer says about an effect that may have happened; undefined where it ends the question in another way. */
export function effectHappened({ answer }: Answer): boolean | undefined {
  return knowledge.get(answer);
}

/** Reads what a person wrote: a first word that is an answer counts as one; anything else is advice for another try. */
export function readAnswer(text: string): Answer {
  const [, ...rest] = text.trim().split(/\s+/);
  const answer = firstWord(text);
  if (!meaning.has(answer)) return { answer: 'retry', note: text.trim() };
  return { answer, note: rest.length === 0 ? undefined : text.trim() };
}

/** The option that a number alone stands for; any other text as it is, also one that is an option itself. */
export function chosenOption(text: string, options: readonly string[]): string {
  const said = text.trim();
  return options.includes(said) || !/^\d+$/.test(said) ? text : (options[Number(said) - 1] ?? text);
}

/** Whether what a person wrote begins with one of the words above. */
export function isAnswer(text: string): boolean {
  return meaning.has(firstWord(text));
}

function firstWord(text: string): string {
  const [word = ''] = text.trim().split(/\s+/);
  return word.toLowerCase().replace(/[:,.!]$/, '');
}
