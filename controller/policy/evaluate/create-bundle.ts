import { type RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import { type Facts } from '../facts.ts';
import { type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { type RuleBundle } from '../verdict.ts';
import { compileRules } from '../compile/compile-rules.ts';
import { checkFacts } from './check-facts.ts';
import { judgeRules } from './judge-rules.ts';
import { verdictOf } from './verdict-of.ts';

/** A rule set that passed the checks at load. */
export interface BundleSource {
  readonly name: string;
  readonly digest: string;
  readonly parsed: Pick<ParsedRuleSet, 'rules' | 'named'> & { readonly spec: RuleSetSpec };
}

/** Compiles a checked rule set once. Its evaluations share nothing that changes. */
export function createBundle({ name, digest, parsed }: BundleSource): RuleBundle {
  const { stage, hitPolicy } = parsed.spec;
  const rules = compileRules(parsed);
  const evaluate = (facts: Facts) => {
    checkFacts(stage, facts);
    return verdictOf({ stage, ruleSet: name, digest, hitPolicy }, judgeRules(rules, facts), facts);
  };
  return {
    name,
    stage,
    digest,
    evaluate,
    given: (shared) => (others) => evaluate({ ...shared, ...others }),
    nextChange: () => undefined,
  };
}
