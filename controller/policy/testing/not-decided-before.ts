import { type Condition } from '../conditions/condition.ts';
import { type ParsedRule, type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { subtractAll, type Region } from '../regions/region.ts';
import { regionsOf } from '../regions/regions-of.ts';
import { type Space } from '../regions/space.ts';
import { inOrder } from './in-order.ts';

/** What is left of some regions. `isWhole`: all that there is; else something of it may be decided before after all. */
export interface Left {
  readonly regions: readonly Region[];
  readonly isWhole: boolean;
}

const mostRegions = 512;

/** What is left of regions where no rule of higher priority decides before a rule is asked. */
export function notDecidedBefore(
  regions: readonly Region[],
  rule: ParsedRule,
  parsed: ParsedRuleSet,
  space: Space,
  alsoNamed: ReadonlyMap<string, Condition> = parsed.named,
): Left {
  if (parsed.spec.hitPolicy !== 'first') return { regions, isWhole: true };
  let rest = regions;
  for (const earlier of rulesBefore(rule, parsed)) {
    for (const named of new Set([parsed.named, alsoNamed])) {
      if (rest.length === 0) return { regions: rest, isWhole: true };
      const decided = regionsOf(earlier.condition, { space, named });
      const left = decided === undefined ? undefined : subtractAll(rest, decided, mostRegions);
      if (left === undefined) return { regions: rest, isWhole: false };
      rest = left;
    }
  }
  return { regions: rest, isWhole: true };
}

/** Rules of higher priority that decide whenever their conditions are true. */
function rulesBefore({ rule }: ParsedRule, { rules }: ParsedRuleSet): readonly ParsedRule[] {
  const ordered = inOrder(rules);
  const before = ordered.slice(
    0,
    ordered.findIndex((each) => each.rule.name === rule.name),
  );
  return before.filter((each) => each.rule.for === undefined && each.rule.rate === undefined && isAlike(each, rule));
}

// A rule in shadow stops none but others in shadow.
function isAlike({ rule }: ParsedRule, { mode }: ParsedRule['rule']): boolean {
  return rule.mode !== 'shadow' || mode === 'shadow';
}
