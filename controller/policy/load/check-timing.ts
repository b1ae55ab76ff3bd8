import type { Rule } from '../../catalog/kinds/rule-set.ts';
import { durationMs } from '../time/duration.ts';
import type { ParseContext } from './parse-context.ts';
import type { Segments } from './problems.ts';

const keys = ['for', 'keepFor', 'rate'] as const;
const maxDays = 366;
const msPerDay = 86_400_000;

/** Checks what a rule wants remembered: only phase rules have a memory, and none that reaches further than a year. */
export function checkTiming(rule: Rule, at: Segments, { stage, problems }: ParseContext): void {
  for (const key of keys) {
    if (rule[key] === undefined || stage === 'phase') continue;
    problems.add([...at, key], `expected ${key} in the phase stage alone, which has a memory, found it in ${stage}`);
  }
  const { for: held, keepFor, rate } = rule;
  checkDuration(held, [...at, 'for']);
  checkDuration(keepFor, [...at, 'keepFor']);
  checkDuration(rate?.within, [...at, 'rate', 'within']);

  function checkDuration(text: string | undefined, here: Segments): void {
    if (text === undefined || durationMs(text) <= maxDays * msPerDay) return;
    problems.add(here, `expected at most ${maxDays}d, found ${text}`);
  }
}
