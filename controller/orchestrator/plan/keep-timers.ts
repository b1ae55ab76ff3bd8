import { sameTimers } from '../../policy/time/same-verdict.ts';
import type { Timers } from '../../policy/timers.ts';
import type { Choice } from './choice.ts';
import type { Intent } from './intent.ts';
import type { Judgement } from '../judge/judge.ts';
import { phaseOf, timersOf } from '../observe/project-view.ts';

/**
 * What the rules are to remember is committed with the decision that it came from: with the choice that was made of the
 * same verdict, or in a choice of its own, which changes nothing else. Without news the choices stay as they are.
 */
export function keepTimers(judgement: Judgement, choices: readonly Choice[]): readonly Choice[] {
  const { subject, facts, verdict } = judgement;
  const before = timersOf(subject);
  // Rules without memory must cost nothing.
  if (verdict.timers === undefined && Object.keys(before).length === 0) return choices;
  const timers = verdict.timers ?? {};
  if (sameTimers(before, timers)) return choices;
  const intent: Intent = { do: 'keep-timers', taskId: subject.task?.row.id, timers };
  const made = choices.find((choice) => choice.verdict === verdict);
  if (made !== undefined) {
    const remembering = { ...made, intents: [...made.intents, intent] };
    return choices.map((choice) => (choice === made ? remembering : choice));
  }
  const phase = phaseOf(subject);
  const text = describeNews(before, timers, judgement);
  return [{ subject, from: phase, to: phase, facts, verdict, intents: [intent], text }, ...choices];
}

function describeNews(before: Timers, after: Timers, { verdict }: Judgement): string {
  const began = Object.keys(after).filter((rule) => isHeld(after[rule]) && !isHeld(before[rule]));
  const ended = Object.keys(before).filter((rule) => isHeld(before[rule]) && !isHeld(after[rule]));
  const said = [
    ...(began.length === 0 ? [] : [`now holds: ${began.join(', ')}`]),
    ...(ended.length === 0 ? [] : [`no longer holds: ${ended.join(', ')}`]),
    ...(verdict.shadow === undefined ? [] : [shadowText(verdict.shadow.hits[0])]),
  ];
  return said.join('; ') || 'what the rules remember has changed';
}

function isHeld(timer: Timers[string] | undefined): boolean {
  return timer?.since !== undefined;
}

function shadowText(hit: { readonly rule: string; readonly type: string } | undefined): string {
  return hit === undefined ? 'in shadow: nothing would be done' : `in shadow: ${hit.type} (${hit.rule})`;
}
