import { canonicalJson } from '../../catalog/kinds/digest.ts';
import { judgeCondition } from '../conditions/judge-condition.ts';
import type { Facts } from '../facts.ts';
import type { ParsedRule, ParsedRuleSet } from '../load/parse-rule-set.ts';
import { timingOf } from '../time/timing.ts';
import { referencesOf } from './changed-rules.ts';
import type { Revision } from './revision.ts';

/** A rule whose truth takes time, and that decisions of another revision remember nothing of. */
export interface ForgetfulRule {
  readonly name: string;
  /** Whether the rule may be true or not over these facts, and nobody knows which. */
  readonly isUnknown: (facts: Facts) => boolean;
  /** For people: what is not known of it. */
  readonly limit: string;
}

/** The rules of a revision of which the decisions of `maker` did not record what they would have remembered. */
export function forgetfulRules({ rules, parsed }: Revision, maker: Revision): readonly ForgetfulRule[] {
  return [...rules.values()].flatMap((each) => {
    const { rule, condition } = each;
    const { name } = rule;
    const waits = rule.for !== undefined || rule.rate !== undefined;
    if (rule.mode === 'shadow' || (!waits && rule.keepFor === undefined)) return [];
    if (isRemembered(each, parsed.named, maker)) return [];
    const holds = (facts: Facts): boolean => judgeCondition(condition, facts, parsed.named).holds;
    return [{ name, isUnknown: waits ? holds : () => false, limit: limitOf(name, waits) }];
  });
}

// What a rule remembers is since when its conditions hold, how often they came to, and whether it is kept; how long it
// waits may change.
function isRemembered({ rule, condition }: ParsedRule, named: ParsedRuleSet['named'], maker: Revision): boolean {
  const other = maker.rules.get(rule.name);
  if (other === undefined || timingOf(other.rule) === undefined) return false;
  const memory = (each: ParsedRule['rule'], references: unknown): string =>
    canonicalJson([each.conditions, each.rate, each.keepFor, references]);
  const now = memory(rule, referencesOf(condition, named));
  return now === memory(other.rule, referencesOf(other.condition, maker.parsed.named));
}

function limitOf(name: string, waits: boolean): string {
  return waits
    ? `Rule ${name} is true after some time only, and what it would have remembered was not recorded.`
    : `Rule ${name} is kept true for some time, and whether it would have been was not recorded.`;
}
