import { type Condition } from '../conditions/condition.ts';
import { type Facts } from '../facts.ts';
import { defaultPriority } from '../load/check-order.ts';
import { type ParsedRule } from '../load/parse-rule-set.ts';
import { type Verdict } from '../verdict.ts';
import { type Explainer } from './create-explainer.ts';

/** What is wanted of the verdict: that it says an event, or, with undefined, that it says something else than now. */
export type Wanted = string | undefined;

/** A condition, and whether it is to be true. */
export interface Aim {
  readonly condition: Condition;
  readonly holds: boolean;
}

export interface Goal {
  isReached(verdict: Verdict): boolean;
  /** Each of these may be enough by itself. */
  readonly aims: readonly Aim[];
  /** What has to be so too, where a verdict falls short; undefined when nothing helps. */
  aimsAgainst(verdict: Verdict): readonly Aim[] | undefined;
}

/** How a verdict can be brought to say what is wanted. The rules whose truth matters most come first. */
export function goalOf(explainer: Explainer, facts: Facts, verdict: Verdict, wanted: Wanted): Goal {
  const { rules } = explainer.parsed;
  const conditions = new Map(rules.map(({ rule, condition }) => [rule.name, condition]));
  const isFirst = explainer.spec.hitPolicy === 'first';
  const now = saidBy(verdict);
  const enforced = ordered(rules).filter(({ rule }) => rule.mode !== 'shadow');
  return {
    isReached: (other) =>
      (other.faults ?? []).length === 0 &&
      (wanted === undefined ? saidBy(other) !== now : other.hits.some(({ type }) => type === wanted)),
    aims:
      wanted === undefined
        ? aimsForOther(enforced, verdict, isFirst)
        : enforced
            .filter(({ rule }) => rule.event.type === wanted)
            .map((each) => ({ each, lacks: explainer.lacking(each.rule.name, facts).length }))
            .toSorted((a, b) => a.lacks - b.lacks)
            .map(({ each: { condition } }) => ({ condition, holds: true })),
    aimsAgainst({ hits: [hit] }) {
      const condition = isFirst && hit !== undefined ? conditions.get(hit.rule) : undefined;
      return condition === undefined ? undefined : [{ condition, holds: false }];
    },
  };
}

// With `first`, only what comes before the rule that has the word can take it from it; else any rule counts.
function aimsForOther(rules: readonly ParsedRule[], { hits }: Verdict, isFirst: boolean): readonly Aim[] {
  const fired = new Set(hits.map(({ rule }) => rule));
  const last = isFirst ? rules.findIndex(({ rule }) => fired.has(rule.name)) : -1;
  return rules
    .slice(0, last === -1 ? rules.length : last + 1)
    .toReversed()
    .map(({ rule, condition }) => ({ condition, holds: !fired.has(rule.name) }));
}

function ordered(rules: readonly ParsedRule[]): readonly ParsedRule[] {
  return rules.toSorted((a, b) => (b.rule.priority ?? defaultPriority) - (a.rule.priority ?? defaultPriority));
}

function saidBy({ hits }: Verdict): string {
  return JSON.stringify(hits.map(({ type }) => type));
}
