import { type HitPolicy } from '../../catalog/kinds/rule-set.ts';
import { type CompiledRule } from '../compile/compile-rules.ts';
import { type Slots } from '../compile/fact-slots.ts';
import { createNarrowing } from '../compile/narrowing.ts';
import { type Timers } from '../timers.ts';
import { createMemory, type TimeSlots } from './rule-memory.ts';

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
  const trueOnes: readonly JudgedRule[] = rules.map((rule) => ({ rule }));
  return (slots) => {
    const judged: JudgedRule[] = [];
    const memory = remembers ? createMemory(slots, time) : undefined;
    const candidates = narrow(slots);
    let isSettled = false;
    for (let word = 0; word < candidates.length; word += 1) {
      const suitable = candidates[word] ?? 0;
      const always = timed[word] ?? 0;
      let left = isSettled ? always : suitable | always;
      while (left !== 0) {
        const lowest = left & -left;
        left ^= lowest;
        const number = word * 32 + 31 - Math.clz32(lowest);
        const found = judgeOne(number, (suitable & lowest) !== 0);
        if (found === undefined) continue;
        judged.push(found);
        if (hitPolicy !== 'first' || found.rule.shadow) continue;
        isSettled = true;
        left &= always;
      }
    }
    return { judged, timers: memory?.timers() };

    function judgeOne(number: number, isCandidate: boolean): JudgedRule | undefined {
      const one = trueOnes[number];
      const test = tests[number];
      if (one === undefined || test === undefined) return undefined;
      try {
        const isTrue = isCandidate && test(slots);
        return (memory === undefined ? isTrue : memory.isActive(one.rule, isTrue)) ? one : undefined;
      } catch (cause) {
        memory?.keep(one.rule);
        return { rule: one.rule, fault: cause instanceof Error ? cause.message : String(cause) };
      }
    }
  };
}
