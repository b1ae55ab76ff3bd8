import type { Condition } from '../conditions/condition.ts';
import type { Facts } from '../facts.ts';
import { defaultPriority } from '../load/check-order.ts';
import type { ParsedRule } from '../load/parse-rule-set.ts';
import type { Verdict } from '../verdict.ts';
import type { Explainer } from './create-explainer.ts';

/** What is wanted of the verdict: that it says an event, or, with undefined, that it says something else than now. */
export type Wanted = string | undefined;

/** A condition, and whether it is to be true. */
export interface Aim {
  readonly condition: Condition;
  readonly holds: boolean;
}

export interface Goal {
  isReached(verdict: Verdict): boolean;
  /** Each of these may be enough by itself; the nearest come first. */
  readonly aims: readonly Aim[];
  /** Whether these are all that there are. */
  readonly areAllAims: boolean;
  /** What has to be so too, where a verdict falls short; none when nothing helps. */
  aimsAgainst(verdict: Verdict): readonly Aim[];
}

/** More aims than this are not followed, the farthest ones first. */
const mostAims = 100;

/** How a verdict can be brought to say what is wanted. */
export function goalOf(explainer: Explainer, facts: Facts, verdict: Verdict, wanted: Wanted): Goal {
  const conditions = new Map(explainer.parsed.rules.map(({ rule, condition }) => [rule.name, condition]));
  const isFirst = explainer.spec.hitPolicy === 'first';
  const now = saidBy(verdict);
  const aims = rulesThatCount(explainer, verdict, wanted)
    .map(({ rule, condition }) => {
      const holds = wanted !== undefined || !verdict.hits.some((hit) => hit.rule === rule.name);
      return { condition, holds, away: explainer.distance(rule.name, facts, holds) };
    })
    .toSorted((a, b) => a.away - b.away);
  return {
    isReached: (other) =>
      (other.faults ?? []).length === 0 &&
      (wanted === undefined ? saidBy(other) !== now : other.hits.some(({ type }) => type === wanted)),
    aims: aims.slice(0, mostAims),
    areAllAims: aims.length <= mostAims,
    aimsAgainst({ hits: [hit] }) {
      const condition = isFirst && hit !== undefined ? conditions.get(hit.rule) : undefined;
      return condition === undefined ? [] : [{ condition, holds: false }];
    },
  };
}

// For an event, the rules that say it. For anything else, with `first`, those that can take the word from the rule that
// has it, and that rule itself; else any.
function rulesThatCount(explainer: Explainer, { hits }: Verdict, wanted: Wanted): readonly ParsedRule[] {
  const { rules } = explainer.parsed;
  const enforced = rules.toSorted((a, b) => priorityOf(b) - priorityOf(a)).filter(({ rule }) => rule.mode !== 'shadow');
  if (wanted !== undefined) return enforced.filter(({ rule }) => rule.event.type === wanted);
  const decided =
    explainer.spec.hitPolicy === 'first' ? enforced.findIndex(({ rule }) => rule.name === hits[0]?.rule) : -1;
  return decided === -1 ? enforced : enforced.slice(0, decided + 1);
}

function priorityOf({ rule }: ParsedRule): number {
  return rule.priority ?? defaultPriority;
}

function saidBy({ hits }: Verdict): string {
  return JSON.stringify(hits.map(({ type }) => type));
}
