import { readFact, readOperand, type Comparison, type Condition } from '../conditions/condition.ts';
import { holdsOf } from '../conditions/operators.ts';
import type { Facts } from '../facts.ts';
import type { ParsedRuleSet } from '../load/parse-rule-set.ts';

/** What a comparison was seen to come out as. */
export interface Seen {
  yes: boolean;
  no: boolean;
}

/** Judges a condition and notes every comparison that it comes by; undefined: it cannot be judged. */
export type Watch = (facts: Facts) => boolean | undefined;

/** Makes watches that judge as `judgeCondition` does, in the order as written; comparisons that nobody asks about pass by. */
export function createWatches(named: ParsedRuleSet['named'], seenOf: (comparison: Comparison) => Seen | undefined) {
  const known = new Map<string, Watch>();
  return watchOf;

  function watchOf(condition: Condition): Watch {
    switch (condition.kind) {
      case 'all':
      case 'any':
        return group(condition.of.map(watchOf), condition.kind === 'any');
      case 'not': {
        const inner = watchOf(condition.of);
        return (facts) => {
          const holds = inner(facts);
          return holds === undefined ? undefined : !holds;
        };
      }
      case 'reference':
        return reference(condition.name);
      case 'comparison':
        return comparisonWatch(condition, seenOf(condition));
    }
  }

  function reference(name: string): Watch {
    const before = known.get(name);
    const condition = named.get(name);
    if (before !== undefined || condition === undefined) return before ?? (() => undefined);
    const watch = watchOf(condition);
    known.set(name, watch);
    return watch;
  }
}

function group(of: readonly Watch[], settledBy: boolean): Watch {
  return (facts) => {
    for (const member of of) {
      const holds = member(facts);
      if (holds === undefined || holds === settledBy) return holds;
    }
    return !settledBy;
  };
}

function comparisonWatch({ left, chain, right }: Comparison, seen: Seen | undefined): Watch {
  const holdsFor = holdsOf(chain);
  return (facts) => {
    try {
      const holds = holdsFor(readFact(facts, left), readOperand(facts, right));
      if (seen !== undefined) note(seen, holds);
      return holds;
    } catch {
      // A list was needed and there is none: the whole rule cannot be judged.
      return undefined;
    }
  };
}

export function note(seen: Seen, holds: boolean): void {
  if (holds) seen.yes = true;
  else seen.no = true;
}
