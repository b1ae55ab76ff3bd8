import type { HitPolicy } from '../../catalog/kinds/rule-set.ts';
import type { CompiledRule } from '../compile/compile-rules.ts';
import type { Slots } from '../compile/fact-slots.ts';
import { createNarrowing } from '../compile/narrowing.ts';
import { visitMarked } from '../compile/rule-bits.ts';
import type { Timers } from '../timers.ts';
import { createMemory, type RuleMemory, type TimeSlots } from './rule-memory.ts';

/** What became of one rule: true, the past considered, or not to be judged. Rules that are not true are left out. */
export interface JudgedRule {
  readonly rule: CompiledRule;
  readonly fault?: string;
}

export interface JudgedRules {
  /** In the order of judgement; with `first`, no further than to the first that is in force. */
  readonly judged: readonly JudgedRule[];
  /** undefined when no rule of the set remembers anything. */
  readonly timers: Timers | undefined;
}

/**
 * Judges every rule by itself: one that cannot be judged leaves the others alone. What an index rules out is not looked at,
 * but for rules that remember: time goes on for these even after `first` has its answer.
 */
export function createJudge(
  rules: readonly CompiledRule[],
  hitPolicy: HitPolicy,
  time: TimeSlots,
): (slots: Slots) => JudgedRules {
  const { narrow, tests, timed } = createNarrowing(rules);
  const remembers = rules.some(({ timing }) => timing !== undefined);
  const found: readonly Found[] = rules.map((rule, index) => ({ rule, test: tests[index] ?? rule.node.holds }));
  return (slots) => {
    const judged: JudgedRule[] = [];
    const memory = remembers ? createMemory(slots, time) : undefined;
    visitMarked(narrow(slots), timed, (number, isCandidate) => {
      const one = found[number];
      const outcome = one === undefined ? undefined : judgeRule(one, isCandidate, slots, memory);
      if (outcome === undefined) return false;
      judged.push(outcome);
      return hitPolicy === 'first' && !outcome.rule.shadow;
    });
    return { judged, timers: memory?.timers() };
  };
}

/** A rule, as what is said of it when it is true; and what is left to be judged of it. */
interface Found extends JudgedRule {
  readonly test: (slots: Slots) => boolean;
}

function judgeRule(
  one: Found,
  isCandidate: boolean,
  slots: Slots,
  memory: RuleMemory | undefined,
): JudgedRule | undefined {
  const { rule, test } = one;
  try {
    const isTrue = isCandidate && test(slots);
    return (memory === undefined ? isTrue : memory.isActive(rule, isTrue)) ? one : undefined;
  } catch (cause) {
    memory?.keep(rule);
    return { rule, fault: cause instanceof Error ? cause.message : String(cause) };
  }
}
