import type { Comparison, Condition } from '../conditions/condition.ts';
import { createBundle } from '../evaluate/create-bundle.ts';
import type { Facts } from '../facts.ts';
import type { ParsedRule, ParsedRuleSet } from '../load/parse-rule-set.ts';
import type { Region } from '../regions/region.ts';
import { regionsOf } from '../regions/regions-of.ts';
import { createSpace, type Space } from '../regions/space.ts';
import type { RuleBundle } from '../verdict.ts';
import { inOrder } from './in-order.ts';
import { sampleFacts } from './sample-facts.ts';

/** A rule set made ready for facts to be looked for. */
export interface Ground {
  readonly parsed: ParsedRuleSet;
  readonly space: Space;
  /** What facts are to look like: the samples of the stage. */
  readonly base: Facts;
  readonly bundle: RuleBundle;
  /** The position of a rule in the order of judgement. */
  placeOf(rule: ParsedRule): number;
  /** The rules that evaluate a comparison themselves, or may by a name. */
  rulesWith(comparison: Comparison): readonly ParsedRule[];
  /** Where a condition of the rule set is true; undefined when these are too many regions. */
  regionsFor(condition: Condition): readonly Region[] | undefined;
  /** With the hit policy `first`: the rule that decides over these facts before another one is asked. */
  deciderBefore(rule: ParsedRule, facts: Facts): ParsedRule | undefined;
}

export function createGround(parsed: ParsedRuleSet): Ground {
  const { stage, hitPolicy } = parsed.spec;
  const space = createSpace(stage);
  const bundle = createBundle({ name: 'cases', digest: '', parsed });
  const known = new Map<Condition, readonly Region[] | undefined>();
  const places = new Map(inOrder(parsed.rules).map((rule, index) => [rule.rule.name, { rule, index }]));
  const placeOf = ({ rule }: ParsedRule): number => places.get(rule.name)?.index ?? 0;
  return {
    parsed,
    space,
    base: sampleFacts(stage),
    bundle,
    placeOf,
    rulesWith: ({ at: [list, index] }) =>
      list === 'rules' ? parsed.rules.slice(Number(index), Number(index) + 1) : parsed.rules,
    regionsFor: (condition) => {
      if (!known.has(condition)) known.set(condition, regionsOf(condition, { space, named: parsed.named }));
      return known.get(condition);
    },
    deciderBefore: (parsedRule, facts) => {
      if (hitPolicy !== 'first') return undefined;
      const verdict = bundle.evaluate(facts);
      // A rule in shadow is stopped by others in shadow as well.
      const { hits, faults = [] } = parsedRule.rule.mode === 'shadow' ? (verdict.shadow ?? verdict) : verdict;
      const decider = places.get(hits[0]?.rule ?? faults[0]?.rule ?? '');
      return decider !== undefined && decider.index < placeOf(parsedRule) ? decider.rule : undefined;
    },
  };
}
