import type { Place } from '../../errors/maios-error.ts';
import type { At, Condition } from '../conditions/condition.ts';
import { formatPath } from '../load/problems.ts';
import type { ExplainedComparison, ExplainedCondition, Outcome } from './explained-condition.ts';
import { prepareComparison } from './prepare-comparison.ts';
import type { Head, PreparedCondition } from './prepared-condition.ts';

export interface Preparation {
  readonly named: ReadonlyMap<string, Condition>;
  /** Where a condition stands in its file. */
  readonly placeOf: ((at: At) => Place | undefined) | undefined;
}

/**
 * Builds the walk over a condition once: of each part that was settled before it was reached only a constant is shown,
 * so that a tree costs no more than what had to be evaluated. Named conditions are prepared once each.
 */
export function conditionPreparer(preparation: Preparation): (condition: Condition) => PreparedCondition {
  const known = new Map<string, PreparedCondition>();
  const prepare = (condition: Condition): PreparedCondition => {
    const head = headOf(condition.at, preparation);
    switch (condition.kind) {
      case 'all':
      case 'any':
        return prepareGroup(head, condition.kind, condition.of.map(prepare));
      case 'not':
        return prepareNot(head, prepare(condition.of));
      case 'reference':
        return prepareReference(head, condition.name, prepareNamed(condition.name));
      case 'comparison':
        return prepareComparison(head, condition);
    }
  };
  const prepareNamed = (name: string): PreparedCondition => {
    const before = known.get(name);
    const condition = preparation.named.get(name);
    if (before !== undefined) return before;
    if (condition === undefined) throw new TypeError(`expected a condition named ${name}, found none`);
    const prepared = prepare(condition);
    known.set(name, prepared);
    return prepared;
  };
  return prepare;
}

function headOf(at: At, { placeOf }: Preparation): Head {
  const place = placeOf?.(at);
  return { at: formatPath(at), ...(place === undefined ? {} : { place }) };
}

function prepareGroup(head: Head, kind: 'all' | 'any', members: readonly PreparedCondition[]): PreparedCondition {
  const settles = kind === 'any';
  const skipped = members.map((member) => member.skipped);
  return {
    skipped: Object.freeze({ kind, ...head, outcome: 'not-evaluated', of: skipped }),
    explain(facts) {
      const of: ExplainedCondition[] = [];
      let outcome: Outcome | undefined;
      for (const member of members) {
        const explained = outcome === undefined ? member.explain(facts) : member.skipped;
        of.push(explained);
        if (explained.outcome === 'fault') outcome = 'fault';
        else if (outcome === undefined && (explained.outcome === 'true') === settles)
          outcome = settles ? 'true' : 'false';
      }
      return { kind, ...head, outcome: outcome ?? (settles ? 'false' : 'true'), of };
    },
    lacking(facts, wanted) {
      const each = members.map((member) => member.lacking(facts, wanted));
      // Every member has to give way for a true `all` or a false `any`; one is enough for the others.
      return (kind === 'all') === wanted ? distinct(each.flat()) : fewest(each);
    },
    distance(facts, wanted) {
      let sum = 0;
      let least = Infinity;
      for (const member of members) {
        const away = member.distance(facts, wanted);
        sum += away;
        least = Math.min(least, away);
      }
      return (kind === 'all') === wanted ? sum : least;
    },
  };
}

function prepareNot(head: Head, member: PreparedCondition): PreparedCondition {
  return {
    skipped: Object.freeze({ kind: 'not', ...head, outcome: 'not-evaluated', of: member.skipped }),
    explain(facts) {
      const of = member.explain(facts);
      const outcome = of.outcome === 'fault' ? 'fault' : of.outcome === 'true' ? 'false' : 'true';
      return { kind: 'not', ...head, outcome, of };
    },
    lacking: (facts, wanted) => member.lacking(facts, !wanted),
    distance: (facts, wanted) => member.distance(facts, !wanted),
  };
}

function prepareReference(head: Head, name: string, target: PreparedCondition): PreparedCondition {
  return {
    skipped: Object.freeze({ kind: 'reference', ...head, outcome: 'not-evaluated', name, of: target.skipped }),
    explain(facts) {
      const of = target.explain(facts);
      // What is missing is a fact, and a name is not one.
      return { kind: 'reference', ...head, outcome: of.outcome === 'missing' ? 'false' : of.outcome, name, of };
    },
    lacking: (facts, wanted) => target.lacking(facts, wanted),
    distance: (facts, wanted) => target.distance(facts, wanted),
  };
}

// A condition that is named twice lacks the same thing once.
function distinct(comparisons: readonly ExplainedComparison[]): readonly ExplainedComparison[] {
  return [...new Map(comparisons.map((comparison) => [comparison.at, comparison])).values()];
}

function fewest(each: readonly (readonly ExplainedComparison[])[]): readonly ExplainedComparison[] {
  return each.reduce((best, one) => (one.length < best.length ? one : best));
}
