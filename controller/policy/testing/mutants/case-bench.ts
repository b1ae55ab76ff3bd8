import { type Condition } from '../../conditions/condition.ts';
import { judgeCondition } from '../../conditions/judge-condition.ts';
import { createBundle } from '../../evaluate/create-bundle.ts';
import { type Facts } from '../../facts.ts';
import { type ParsedRule, type ParsedRuleSet } from '../../load/parse-rule-set.ts';
import { timingOf } from '../../time/timing.ts';
import { type RuleBundle } from '../../verdict.ts';
import { failuresOf, runCase, type CaseStep } from '../run-case.ts';
import { type CaseResult } from '../test-rule-set.ts';
import { type Mutant } from './mutants-of.ts';

/** The cases of a rule set, made ready for many mutants to be tried on them. */
export interface CaseBench {
  /** The first case that comes out otherwise than it expects; undefined: the mutant survives. */
  killerOf(mutant: Mutant): CaseResult | undefined;
  /** A rule set of the rules that have a say over some facts, as they are and as a mutant has them. */
  bundlesFor(mutant: Mutant, facts: Facts): { readonly now: RuleBundle; readonly mutated: RuleBundle };
}

interface PreparedCase {
  readonly result: CaseResult;
  /** The rules that were true in some step: all others have no say in it. */
  readonly active: ReadonlySet<string>;
}

/** For cases that all passed. */
export function createCaseBench(parsed: ParsedRuleSet, results: readonly CaseResult[]): CaseBench {
  const all = bundleOf(parsed.rules, parsed, 'collect');
  const prepared = results.map((result): PreparedCase => ({ result, active: activeIn(result.steps, all) }));
  const original = new Map(parsed.rules.map((rule) => [rule.rule.name, rule]));
  const remembering = parsed.rules.filter(({ rule }) => timingOf(rule) !== undefined).map(({ rule }) => rule.name);

  // A rule that is true in no step says nothing, and one that remembers may say something later.
  const sayingIn = (active: ReadonlySet<string>, mutant: Mutant): readonly ParsedRule[] => {
    const names = new Set([...active, ...remembering, ...mutant.rules.keys()]);
    return [...names].map((name) => original.get(name)).filter((rule) => rule !== undefined);
  };
  const isKilledBy = (mutant: Mutant, { result, active }: PreparedCase): boolean => {
    if (!mayTell(mutant, result.steps, active, { original, parsed })) return false;
    const rules = sayingIn(active, mutant).map((rule) => mutant.rules.get(rule.rule.name) ?? rule);
    const bundle = bundleOf(rules, { ...parsed, named: mutant.named });
    return failuresOf(runCase(result.test, bundle)).length > 0;
  };
  return {
    killerOf: (mutant) => prepared.find((each) => isKilledBy(mutant, each))?.result,
    bundlesFor: (mutant, facts) => {
      const rules = sayingIn(activeOver(facts, all), mutant);
      const changed = rules.map((rule) => mutant.rules.get(rule.rule.name) ?? rule);
      return { now: bundleOf(rules, parsed), mutated: bundleOf(changed, { ...parsed, named: mutant.named }) };
    },
  };
}

function bundleOf(
  rules: readonly ParsedRule[],
  { spec, named }: Pick<ParsedRuleSet, 'spec' | 'named'>,
  hitPolicy = spec.hitPolicy,
): RuleBundle {
  // Equal priorities are judged in the order of definition.
  const inPlace = rules.toSorted((a, b) => Number(a.at[1]) - Number(b.at[1]));
  return createBundle({ name: 'cases', digest: '', parsed: { rules: inPlace, named, spec: { ...spec, hitPolicy } } });
}

function activeIn(steps: readonly CaseStep[], all: RuleBundle): ReadonlySet<string> {
  return new Set(steps.flatMap(({ facts }) => [...activeOver(facts, all)]));
}

function activeOver(facts: Facts, all: RuleBundle): ReadonlySet<string> {
  const { hits, faults = [], shadow } = all.evaluate(facts);
  const said = [...hits, ...faults, ...(shadow?.hits ?? []), ...(shadow?.faults ?? [])];
  return new Set(said.map(({ rule }) => rule));
}

interface Originals {
  readonly original: ReadonlyMap<string, ParsedRule>;
  readonly parsed: ParsedRuleSet;
}

/** Whether a case can come out otherwise by a mutant at all. */
function mayTell(
  mutant: Mutant,
  steps: readonly CaseStep[],
  active: ReadonlySet<string>,
  { original, parsed }: Originals,
): boolean {
  return [...mutant.rules].some(([name, { condition, rule }]) => {
    if (!mutant.ofCondition) return active.has(name) || timingOf(rule) !== undefined;
    const before = original.get(name);
    return before !== undefined && steps.some(({ facts }) => differs(before.condition, condition, facts));
  });

  function differs(before: Condition, after: Condition, facts: Facts): boolean {
    return truthOf(before, facts, parsed.named) !== truthOf(after, facts, mutant.named);
  }
}

function truthOf(condition: Condition, facts: Facts, named: ParsedRuleSet['named']): boolean | undefined {
  try {
    return judgeCondition(condition, facts, named).holds;
  } catch {
    return undefined;
  }
}
