import { createBundle } from '../../evaluate/create-bundle.ts';
import type { Facts } from '../../facts.ts';
import type { ParsedRule, ParsedRuleSet } from '../../load/parse-rule-set.ts';
import { timingOf } from '../../time/timing.ts';
import type { RuleBundle } from '../../verdict.ts';
import { failuresOf, runCase } from '../run-case.ts';
import type { CaseResult } from '../test-rule-set.ts';
import { createChangedSteps } from './changed-steps.ts';
import type { Mutant } from './mutants-of.ts';

/** The cases of a rule set, made ready for many mutants to be tried on them. */
export interface CaseBench {
  /** The first case that comes out otherwise than it expects; undefined: the mutant survives. */
  killerOf(mutant: Mutant): CaseResult | undefined;
  /** The mutant, of the rules alone that have a say over some facts. */
  bundleFor(mutant: Mutant, facts: Facts): RuleBundle;
  /** The mutant with all its rules. */
  wholeOf(mutant: Mutant): RuleBundle;
}

interface PreparedCase {
  readonly result: CaseResult;
  /** The rules that were true in some step: all others have no say in it. */
  readonly active: ReadonlySet<string>;
}

/** For cases that all passed. */
export function createCaseBench(parsed: ParsedRuleSet, results: readonly CaseResult[]): CaseBench {
  const all = bundleOf(parsed.rules, parsed, 'collect');
  const prepared = results.map((result): PreparedCase => ({ result, active: activeIn(result, all) }));
  const caseOfStep = prepared.flatMap((each) => each.result.steps.map(() => each));
  const changedSteps = createChangedSteps(
    parsed,
    results.flatMap(({ steps }) => steps.map(({ facts }) => facts)),
  );
  const original = new Map(parsed.rules.map((rule) => [rule.rule.name, rule]));
  const timed = parsed.rules.filter(({ rule }) => timingOf(rule) !== undefined);
  const remembering = new Set(timed.map(({ rule }) => rule.name));

  // A rule that is true in no step says nothing, and one that remembers may say something later.
  const mutatedBundle = (mutant: Mutant, active: ReadonlySet<string>): RuleBundle => {
    const names = new Set([...active, ...remembering, ...mutant.rules.keys()]);
    const rules = [...names].map((name) => mutant.rules.get(name) ?? original.get(name));
    return bundleOf(
      rules.filter((rule) => rule !== undefined),
      { ...parsed, named: mutant.named },
    );
  };
  return {
    killerOf: (mutant) => candidatesFor(mutant).find((each) => isKilledBy(mutant, each))?.result,
    wholeOf: (mutant) => mutatedBundle(mutant, new Set(original.keys())),
    bundleFor: (mutant, facts) => mutatedBundle(mutant, activeOver(facts, all)),
  };

  function isKilledBy(mutant: Mutant, { result, active }: PreparedCase): boolean {
    return failuresOf(runCase(result.test, mutatedBundle(mutant, active))).length > 0;
  }

  /** The cases that can come out otherwise by a mutant at all. */
  function candidatesFor(mutant: Mutant): readonly PreparedCase[] {
    if (mutant.ofCondition) {
      return [...new Set(changedSteps(mutant).map((step) => caseOfStep[step]))].filter((each) => each !== undefined);
    }
    // A rule that remembers, or did before the fault, may come out otherwise in cases where it rests now.
    const remembers = [...mutant.rules].some(
      ([name, { rule }]) => remembering.has(name) || timingOf(rule) !== undefined,
    );
    if (remembers) return prepared;
    return prepared.filter(({ active }) => [...mutant.rules.keys()].every((name) => active.has(name)));
  }
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

function activeIn({ steps }: CaseResult, all: RuleBundle): ReadonlySet<string> {
  return new Set(steps.flatMap(({ facts }) => [...activeOver(facts, all)]));
}

function activeOver(facts: Facts, all: RuleBundle): ReadonlySet<string> {
  const { hits, faults = [], shadow } = all.evaluate(facts);
  const said = [...hits, ...faults, ...(shadow?.hits ?? []), ...(shadow?.faults ?? [])];
  return new Set(said.map(({ rule }) => rule));
}
