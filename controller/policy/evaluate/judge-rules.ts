import { isRecord } from '../conditions/json.ts';
import { type CompiledRule } from '../compile/compile-rules.ts';
import { type Facts } from '../facts.ts';
import { stepTimer } from '../time/step-timer.ts';
import { type Timer, type Timers } from '../timers.ts';

/** What became of one rule: true, the past considered, or not to be judged. Rules that are not true are left out. */
export interface JudgedRule {
  readonly rule: CompiledRule;
  readonly fault?: string;
}

export interface JudgedRules {
  /** In the order of judgement. */
  readonly judged: readonly JudgedRule[];
  /** undefined when no rule of the set remembers anything. */
  readonly timers: Timers | undefined;
}

/** Judges every rule by itself: one that cannot be judged leaves the others alone. */
export function judgeRules(rules: readonly CompiledRule[], facts: Facts): JudgedRules {
  const judged: JudgedRule[] = [];
  const timers: Record<string, Timer> = {};
  for (const rule of rules) {
    try {
      if (isActive(rule, facts, timers)) judged.push({ rule });
    } catch (cause) {
      judged.push({ rule, fault: cause instanceof Error ? cause.message : String(cause) });
      keepTimer(rule, facts, timers);
    }
  }
  return { judged, timers: rules.some(({ timing }) => timing !== undefined) ? timers : undefined };
}

function isActive({ rule, timing, holds }: CompiledRule, facts: Facts, timers: Record<string, Timer>): boolean {
  const isTrue = holds(facts);
  if (timing === undefined) return isTrue;
  const { active, timer } = stepTimer(timing, isTrue, timerOf(facts, rule.name), Number(facts['now']));
  if (timer !== undefined) timers[rule.name] = timer;
  return active;
}

function keepTimer({ rule, timing }: CompiledRule, facts: Facts, timers: Record<string, Timer>): void {
  if (timing !== undefined) timers[rule.name] = timerOf(facts, rule.name);
}

// The facts come from our own record of an earlier verdict; what is not a timer is none.
function timerOf(facts: Facts, rule: string): Timer {
  const all = facts['timers'];
  const timer = isRecord(all) && Object.hasOwn(all, rule) ? all[rule] : undefined;
  return isRecord(timer) ? timer : {};
}
