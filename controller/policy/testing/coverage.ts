import type { Comparison } from '../conditions/condition.ts';
import type { ParsedRule, ParsedRuleSet } from '../load/parse-rule-set.ts';
import type { Segments } from '../load/problems.ts';
import type { Verdict } from '../verdict.ts';
import { comparisonsOf } from './comparisons-of.ts';
import { inOrder } from './in-order.ts';
import type { CaseStep } from './run-case.ts';
import { createWatches, note, type Seen, type Watch } from './watch.ts';

/** One comparison, where it is written, and what the cases saw it come out as. */
export interface ComparisonCoverage {
  /** Keys and indices below the spec. */
  readonly at: Segments;
  readonly comparison: Comparison;
  readonly seenTrue: boolean;
  readonly seenFalse: boolean;
}

/** One rule, and whether the cases saw it true, and asked and not true. */
export interface RuleCoverage {
  readonly rule: string;
  readonly at: Segments;
  readonly fired: boolean;
  readonly rested: boolean;
}

export interface Coverage {
  /** In the order in which they are written: named conditions, then rules. */
  readonly comparisons: readonly ComparisonCoverage[];
  /** In the order of definition. */
  readonly rules: readonly RuleCoverage[];
}

interface WatchedRule {
  readonly parsed: ParsedRule;
  readonly watch: Watch;
  readonly seen: Seen;
}

/**
 * What the evaluations of the cases reached. As in judging, of a group nothing is reached behind the member that settles
 * it, and with the hit policy `first` no rule behind the one that decides; rules in shadow decide for one another alone.
 */
export function coverageOf(parsed: ParsedRuleSet, steps: readonly Pick<CaseStep, 'facts' | 'verdict'>[]): Coverage {
  const comparisons = new Map(comparisonsOf(parsed).map((each) => [each, unseen()]));
  const watchOf = createWatches(parsed.named, (comparison) => comparisons.get(comparison));
  const ordered = inOrder(parsed.rules).map((rule): WatchedRule => {
    return { parsed: rule, watch: watchOf(rule.condition), seen: unseen() };
  });
  for (const { facts, verdict } of steps) {
    const said = namesIn(verdict);
    let isShadowOver = false;
    for (const {
      parsed: { rule },
      watch,
      seen,
    } of ordered) {
      const inShadow = rule.mode === 'shadow';
      if (!inShadow || !isShadowOver) {
        watch(facts);
        note(seen, (inShadow ? said.inShadow : said.hits).has(rule.name));
      }
      isShadowOver ||= rule.name === said.shadowDecider;
      if (rule.name === said.decider) break;
    }
  }
  const rules = new Map(ordered.map(({ parsed: { rule }, seen }) => [rule.name, seen]));
  return {
    comparisons: [...comparisons].map(([comparison, { yes, no }]) => {
      return { at: comparison.at, comparison, seenTrue: yes, seenFalse: no };
    }),
    rules: parsed.rules.map(({ rule, at }) => {
      const { yes, no } = rules.get(rule.name) ?? unseen();
      return { rule: rule.name, at: at.slice(0, 2), fired: yes, rested: no };
    }),
  };
}

function unseen(): Seen {
  return { yes: false, no: false };
}

/** What a verdict says, and behind which rule nothing counts any more. */
function namesIn({ hitPolicy, hits, faults = [], shadow }: Verdict) {
  const said = shadow ?? { hits, faults };
  const isFirst = hitPolicy === 'first';
  return {
    hits: new Set(hits.map(({ rule }) => rule)),
    inShadow: new Set(said.hits.map(({ rule }) => rule)),
    decider: isFirst ? (hits[0]?.rule ?? faults[0]?.rule) : undefined,
    // Rules in shadow are stopped by one another, too.
    shadowDecider: isFirst ? (said.hits[0]?.rule ?? said.faults?.[0]?.rule) : undefined,
  };
}
