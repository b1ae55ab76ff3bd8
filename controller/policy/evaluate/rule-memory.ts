import type { Stage } from '../../catalog/kinds/rule-set.ts';
import type { CompiledRule } from '../compile/compile-rules.ts';
import { slotsOf, type Slots } from '../compile/fact-slots.ts';
import { isRecord } from '../conditions/json.ts';
import { stepTimer } from '../time/step-timer.ts';
import type { Timer, Timers } from '../timers.ts';

/** Where a snapshot says what time it is and what rules remember; a stage without timers has none of the latter. */
export interface TimeSlots {
  readonly now: number | undefined;
  readonly timers: number | undefined;
}

export function timeSlotsOf(stage: Stage): TimeSlots {
  const slots = slotsOf(stage);
  return { now: slots.get('now'), timers: slots.get('timers') };
}

/** What rules remember, during one evaluation. */
export interface RuleMemory {
  /** Whether a rule is true, the past considered, when its conditions are true now or not. */
  isActive(rule: CompiledRule, isTrue: boolean): boolean;
  /** Lets a rule that cannot be judged remember what it did. */
  keep(rule: CompiledRule): void;
  /** What is to be remembered now. */
  timers(): Timers;
}

export function createMemory(slots: Slots, at: TimeSlots): RuleMemory {
  const next: Record<string, Timer> = {};
  const before = at.timers === undefined ? undefined : slots[at.timers];
  const now = at.now === undefined ? Number.NaN : Number(slots[at.now]);
  return {
    isActive: ({ name, timing }, isTrue) => {
      if (timing === undefined) return isTrue;
      const { active, timer } = stepTimer(timing, isTrue, timerOf(before, name), now);
      if (timer !== undefined) next[name] = timer;
      return active;
    },
    keep: ({ name, timing }) => {
      if (timing !== undefined) next[name] = timerOf(before, name);
    },
    timers: () => next,
  };
}

// The facts come from our own record of an earlier verdict; what is not a timer is none.
function timerOf(all: unknown, rule: string): Timer {
  const timer = isRecord(all) && Object.hasOwn(all, rule) ? all[rule] : undefined;
  return isRecord(timer) ? timer : {};
}
