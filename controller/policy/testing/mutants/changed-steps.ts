import type { Condition } from '../../conditions/condition.ts';
import type { Facts } from '../../facts.ts';
import type { ParsedRule, ParsedRuleSet } from '../../load/parse-rule-set.ts';
import { createWatches, type Watch } from '../watch.ts';
import type { Mutant } from './mutants-of.ts';

const mostKept = 32;

/** Finds, of many snapshots, those over which the conditions of a mutant come out otherwise: by their positions. */
export function createChangedSteps(parsed: ParsedRuleSet, snapshots: readonly Facts[]) {
  const rules = new Map(parsed.rules.map((rule) => [rule.rule.name, rule]));
  const watchOf = createWatches(parsed.named, () => undefined);
  // Mutants of one rule come one after the other.
  const kept = new Map<string, Uint8Array>();
  return (mutant: Mutant): readonly number[] => {
    const watchMutated = mutant.named === parsed.named ? watchOf : createWatches(mutant.named, () => undefined);
    const changed = new Set<number>();
    for (const [name, { condition }] of mutant.rules) {
      const before = rules.get(name);
      if (before !== undefined) collect(truthsOf(before), watchMutated(condition), changed);
    }
    return [...changed].toSorted((a, b) => a - b);
  };

  function collect(before: Uint8Array, after: Watch, changed: Set<number>): void {
    for (const [position, facts] of snapshots.entries()) {
      if (codeOf(after(facts)) !== before[position]) changed.add(position);
    }
  }

  function truthsOf({ rule, condition }: ParsedRule): Uint8Array {
    const known = kept.get(rule.name);
    if (known !== undefined) return known;
    if (kept.size >= mostKept) kept.clear();
    const truths = truthsIn(condition);
    kept.set(rule.name, truths);
    return truths;
  }

  function truthsIn(condition: Condition): Uint8Array {
    const watch = watchOf(condition);
    return Uint8Array.from(snapshots, (facts) => codeOf(watch(facts)));
  }
}

function codeOf(truth: boolean | undefined): number {
  return truth === undefined ? 2 : Number(truth);
}
