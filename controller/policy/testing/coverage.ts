import { type Comparison, type Condition } from '../conditions/condition.ts';
import { judgeCondition } from '../conditions/judge-condition.ts';
import { type Facts } from '../facts.ts';
import { type ParsedRule, type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { type Segments } from '../load/problems.ts';
import { type Verdict } from '../verdict.ts';
import { comparisonsOf } from './comparisons-of.ts';
import { inOrder } from './in-order.ts';
import { type CaseStep } from './run-case.ts';

/** One comparison, where it is written, and what the cases saw it come out as. */
export interface ComparisonCoverage {
  /** Keys and indices below the spec. */
  readonly at: Segments;
  readonly comparison: Comparison;
  readonly seenTrue: boolean;
  readonly seenFalse: boolean;
}

/** One rule, and whether the cases saw it true and not true. */
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

interface Seen {
  yes: boolean;
  no: boolean;
}

/**
 * What the evaluations of the cases reached. As in judging, of a group nothing is reached behind the member that settles
 * it, and with the hit policy `first` no rule behind the one that decides.
 */
export function coverageOf(parsed: ParsedRuleSet, steps: readonly CaseStep[]): Coverage {
  const comparisons = new Map<Condition, Seen>(comparisonsOf(parsed).map((each) => [each, { yes: false, no: false }]));
  const rules = new Map<string, Seen>(parsed.rules.map(({ rule }) => [rule.name, { yes: false, no: false }]));
  const ordered = inOrder(parsed.rules);
  for (const { facts, verdict } of steps) {
    for (const rule of reachedRules(ordered, verdict)) {
      watch(rule.condition, facts, parsed.named, comparisons);
      const seen = rules.get(rule.rule.name);
      if (seen !== undefined) note(seen, isTrue(rule, verdict));
    }
  }
  return {
    comparisons: comparisonsOf(parsed).map((comparison) => {
      const { yes = false, no = false } = comparisons.get(comparison) ?? {};
      return { at: comparison.at, comparison, seenTrue: yes, seenFalse: no };
    }),
    rules: parsed.rules.map(({ rule, at }) => {
      const { yes = false, no = false } = rules.get(rule.name) ?? {};
      return { rule: rule.name, at: at.slice(0, 2), fired: yes, rested: no };
    }),
  };
}

/** The rules that a verdict depends on, in the order of judgement. */
function reachedRules(
  ordered: readonly ParsedRule[],
  { hitPolicy, hits, faults = [] }: Verdict,
): readonly ParsedRule[] {
  if (hitPolicy !== 'first') return ordered;
  const decisive = hits[0]?.rule ?? faults[0]?.rule;
  const index = ordered.findIndex(({ rule }) => rule.name === decisive);
  return index < 0 ? ordered : ordered.slice(0, index + 1);
}

function isTrue({ rule }: ParsedRule, { hits, shadow }: Verdict): boolean {
  const said = rule.mode === 'shadow' ? (shadow?.hits ?? hits) : hits;
  return said.some((hit) => hit.rule === rule.name);
}

function note(seen: Seen, holds: boolean): void {
  if (holds) seen.yes = true;
  else seen.no = true;
}

/** Judges as `judgeCondition` does, and notes every comparison that it comes by; undefined: cannot be judged. */
function watch(
  condition: Condition,
  facts: Facts,
  named: ParsedRuleSet['named'],
  seen: ReadonlyMap<Condition, Seen>,
): boolean | undefined {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return watchGroup(condition, facts, named, seen);
    case 'not': {
      const holds = watch(condition.of, facts, named, seen);
      return holds === undefined ? undefined : !holds;
    }
    case 'reference': {
      const target = named.get(condition.name);
      return target === undefined ? undefined : watch(target, facts, named, seen);
    }
    case 'comparison':
      return watchComparison(condition, facts, named, seen.get(condition));
  }
}

function watchGroup(
  { kind, of }: Extract<Condition, { kind: 'all' | 'any' }>,
  facts: Facts,
  named: ParsedRuleSet['named'],
  seen: ReadonlyMap<Condition, Seen>,
): boolean | undefined {
  for (const member of of) {
    const holds = watch(member, facts, named, seen);
    if (holds === undefined || holds === (kind === 'any')) return holds;
  }
  return kind === 'all';
}

function watchComparison(
  comparison: Comparison,
  facts: Facts,
  named: ParsedRuleSet['named'],
  seen: Seen | undefined,
): boolean | undefined {
  try {
    const { holds } = judgeCondition(comparison, facts, named);
    if (seen !== undefined) note(seen, holds);
    return holds;
  } catch {
    // A list was needed and there is none: the whole rule cannot be judged.
    return undefined;
  }
}
