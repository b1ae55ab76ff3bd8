import type { RuleSetSpec } from '../../catalog/kinds/rule-set.ts';
import { compileRules, foldRules, type CompiledRule } from '../compile/compile-rules.ts';
import type { FactValue, Facts } from '../facts.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';
import type { RuleBundle, Verdict } from '../verdict.ts';
import { createNextChange } from '../time/next-change.ts';
import { checkedFacts, readFacts, type CheckedFact } from './read-facts.ts';
import { createJudge } from './judge-rules.ts';
import { timeSlotsOf } from './rule-memory.ts';
import { verdictOf } from './verdict-of.ts';

/** A rule set that passed the checks at load. */
export interface BundleSource {
  readonly name: string;
  readonly digest: string;
  readonly parsed: Pick<ParsedRuleSet, 'rules' | 'named'> & { readonly spec: Pick<RuleSetSpec, 'stage' | 'hitPolicy'> };
}

/** A checked rule set that is compiled once, when it is first needed. */
export function createBundle({ name, digest, parsed }: BundleSource): RuleBundle {
  const { stage, hitPolicy } = parsed.spec;
  const every = checkedFacts[stage];
  const head = { stage, ruleSet: name, digest, hitPolicy };
  const compiled = once(() => compileRules(parsed));
  const whole = once(() => evaluator(compiled(), every, []));
  const next = once(() => createNextChange(parsed, (facts) => whole()(facts)));
  return { name, stage, digest, evaluate: (facts) => whole()(facts), given, nextChange: (facts) => next()(facts) };

  function given(shared: Facts): (others: Facts) => Verdict {
    const slots: FactValue[] = [];
    const isKnown = ({ name: fact }: CheckedFact): boolean => Object.hasOwn(shared, fact);
    const known = every.filter(isKnown);
    readFacts(stage, known, shared, slots);
    const knownSlots = new Set(known.map(({ slot }) => slot));
    const left = foldRules(compiled(), { slots, has: (slot) => knownSlots.has(slot) });
    return evaluator(
      left,
      every.filter((fact) => !isKnown(fact)),
      slots,
    );
  }

  // The slots are filled anew by each evaluation, which ends before the next one can begin.
  function evaluator(
    rules: readonly CompiledRule[],
    wanted: readonly CheckedFact[],
    slots: FactValue[],
  ): (facts: Facts) => Verdict {
    const judge = createJudge(rules, hitPolicy, timeSlotsOf(stage));
    return (facts) => {
      readFacts(stage, wanted, facts, slots);
      return verdictOf(head, judge(slots), slots);
    };
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
