import { ruleSetDigest } from '../../catalog/kinds/rule-set-digest.ts';
import type { RuleSetResource } from '../../catalog/kinds/kinds.ts';
import type { Rule, RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import type { MaiosError } from '../../errors/maios-error.ts';
import { createBundle } from '../evaluate/create-bundle.ts';
import type { At, Condition } from '../conditions/condition.ts';
import type { Facts } from '../facts.ts';
import { defaultPriority } from '../load/check-order.ts';
import { parseRuleSet, type ParsedRule } from '../load/parse-rule-set.ts';
import type { Region } from '../regions/region.ts';
import { regionsOf, type RegionContext } from '../regions/regions-of.ts';
import { createSpace, type Space } from '../regions/space.ts';
import { sampleFacts } from '../testing/sample-facts.ts';
import { timingOf, type Timing } from '../time/timing.ts';
import type { RuleBundle } from '../verdict.ts';

/** One rule as the checks look at it. */
export interface LintedRule {
  readonly rule: Rule;
  readonly condition: Condition;
  /** Where the rule is, below the spec. */
  readonly at: At;
  readonly priority: number;
  /** Where its conditions are true; undefined where these are too many regions. */
  readonly regions: readonly Region[] | undefined;
  /** It speaks; one in shadow does not. */
  readonly isEnforced: boolean;
  readonly timing: Timing | undefined;
}

/** A rule set that can be loaded, with everything that the checks need. */
export interface LintView {
  readonly name: string;
  readonly spec: RuleSetSpec;
  readonly bundle: RuleBundle;
  readonly space: Space;
  readonly context: RegionContext;
  /** In the order of judgement. */
  readonly rules: readonly LintedRule[];
  /** What cases start from. */
  readonly base: Facts;
}

/** Prepares a rule set for the checks, or tells why it cannot be loaded. */
export function createLintView(resource: RuleSetResource): LintView | { readonly problems: readonly MaiosError[] } {
  const parsed = parseRuleSet(resource);
  if ('problems' in parsed) return parsed;
  const bundle = createBundle({ name: resource.metadata.name, digest: ruleSetDigest(parsed.spec), parsed });
  const space = createSpace(parsed.spec.stage);
  const context = { space, named: parsed.named };
  return {
    name: resource.metadata.name,
    spec: parsed.spec,
    bundle,
    space,
    context,
    rules: parsed.rules.map((rule) => lintedRule(rule, context)).toSorted((a, b) => b.priority - a.priority),
    base: sampleFacts(parsed.spec.stage),
  };
}

function lintedRule({ rule, at, condition }: ParsedRule, context: RegionContext): LintedRule {
  return {
    rule,
    condition,
    at: at.slice(0, 2),
    priority: rule.priority ?? defaultPriority,
    regions: regionsOf(condition, context),
    isEnforced: rule.mode !== 'shadow',
    timing: timingOf(rule),
  };
}

/** Whether a rule speaks at once wherever its conditions are true, whatever was before. */
export function speaksAtOnce({ isEnforced, timing }: LintedRule): boolean {
  return isEnforced && (timing === undefined || (timing.forMs === 0 && timing.rate === undefined));
}
