import { type RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import { MaiosError } from '../../errors/maios-error.ts';
import { type Facts } from '../facts.ts';
import { deepFreeze } from '../freeze.ts';
import { factRegistry } from '../stages/registry.ts';
import { type Hit, type RuleBundle, type Verdict } from '../verdict.ts';
import { checkFacts } from './check-facts.ts';
import { compileRules, createAlmanac, type CompiledRule } from './compile-rules.ts';
import { hitOf, sumScores } from './hit.ts';

/** A rule set that passed the checks at load. */
export interface BundleSource {
  readonly name: string;
  readonly digest: string;
  readonly spec: RuleSetSpec;
}

/**
 * Compiles a checked rule set once. Its evaluations may overlap: they share nothing that changes.
 * `evaluate` freezes the facts, fails with INTERNAL when a fact is missing or of the wrong type and with RULES_INVALID
 * naming the rule when one cannot be judged; there is never half a verdict.
 */
export function createBundle({ name, digest, spec }: BundleSource): RuleBundle {
  const { stage, hitPolicy } = spec;
  const rules = compileRules(spec);
  return {
    name,
    stage,
    digest,
    evaluate: async (facts) => {
      checkFacts(stage, facts);
      const hits = await collectHits(name, rules, deepFreeze(facts), hitPolicy === 'first');
      const verdict: Verdict = { stage, ruleSet: name, digest, hitPolicy, hits };
      return hitPolicy === 'collect-sum' ? { ...verdict, score: sumScores(hits) } : verdict;
    },
  };

  async function collectHits(set: string, ordered: readonly CompiledRule[], facts: Facts, onlyFirst: boolean) {
    const almanac = createAlmanac(facts, factRegistry[stage]);
    const hits: Hit[] = [];
    for (const { rule, holds } of ordered) {
      if (!(await isolated(set, rule.name, () => holds(almanac)))) continue;
      hits.push(hitOf(rule, facts, stage));
      if (onlyFirst) break;
    }
    return hits;
  }
}

async function isolated(ruleSet: string, rule: string, judge: () => Promise<boolean>): Promise<boolean> {
  try {
    return await judge();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const details = { resource: `RuleSet/${ruleSet}`, rule };
    throw new MaiosError('RULES_INVALID', `rule ${rule} of ${ruleSet} cannot be judged: ${reason}`, { cause, details });
  }
}
