import type { RuleTest } from '../../../catalog/kinds/rule-set.ts';
import { timingOf } from '../../time/timing.ts';
import type { RuleBundle, Verdict } from '../../verdict.ts';
import { watchedIn } from '../case-of.ts';
import type { Ground } from '../ground.ts';
import { ruleSeries, withExpectations } from '../rule-series.ts';
import { runCase } from '../run-case.ts';
import type { Mutant } from './mutants-of.ts';
import { outcomeOf } from './outcome-of.ts';

/** A series up to the step at which a mutant of a rule that remembers says something else; undefined where none was found. */
export function tellingSeries(mutant: Mutant, ground: Ground, mutated: RuleBundle): RuleTest | undefined {
  for (const rule of ground.parsed.rules.filter((each) => mutant.rules.has(each.rule.name))) {
    const other = mutant.rules.get(rule.rule.name)?.rule ?? rule.rule;
    if (timingOf(rule.rule) === undefined && timingOf(other) === undefined) continue;
    for (const test of ruleSeries(rule, [rule.rule, other], ground)) {
      const others = runCase(test, mutated).map(({ verdict }) => verdict);
      const upTo = firstDifference(test, ground.bundle, others);
      const last = others[upTo];
      if (last === undefined) continue;
      const series = (test.series ?? []).slice(0, upTo + 1);
      return withExpectations({ ...test, series }, ground.bundle, (step) => (step === upTo ? watchedIn(last) : {}));
    }
  }
  return undefined;
}

function firstDifference(test: RuleTest, now: RuleBundle, others: readonly Verdict[]): number {
  return runCase(test, now).findIndex(({ verdict }, index) => {
    const other = others[index];
    return other !== undefined && outcomeOf(verdict) !== outcomeOf(other);
  });
}
