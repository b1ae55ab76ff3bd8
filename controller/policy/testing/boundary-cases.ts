import { canonicalJson } from '../../catalog/kinds/digest.ts';
import { type RuleTest } from '../../catalog/kinds/rule-set.ts';
import { type Comparison, type Condition } from '../conditions/condition.ts';
import { judgeCondition } from '../conditions/judge-condition.ts';
import { createBundle } from '../evaluate/create-bundle.ts';
import { type Facts, type FactValue } from '../facts.ts';
import { type ParsedRule, type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { partOf } from '../regions/comparison-part.ts';
import { factsIn } from '../regions/facts-in.ts';
import { regionOf, subtractAll, type Constraint } from '../regions/region.ts';
import { regionsOf } from '../regions/regions-of.ts';
import { createSpace, type Space } from '../regions/space.ts';
import { complement, hasValue, intersect, isEmpty, setOf } from '../regions/value-set.ts';
import { caseOf } from './case-of.ts';
import { fewestFacts } from './changed-facts.ts';
import { comparisonText } from './comparison-text.ts';
import { comparisonsIn } from './comparisons-of.ts';
import { stepOf } from './mutants/change-comparison.ts';
import { notDecidedBefore } from './not-decided-before.ts';
import { sampleFacts } from './sample-facts.ts';

interface Ground {
  readonly parsed: ParsedRuleSet;
  readonly space: Space;
  readonly base: Facts;
}

interface Point {
  readonly name: string;
  readonly facts: Facts;
}

const mostRegions = 512;
const mostTried = 12;

/**
 * Cases on both sides of every comparison: facts over which a rule is true because of it, and facts that differ from them
 * in what is compared alone; around a number, the number itself and its neighbours. Each expects what the rules say now,
 * for a person to say whether that is meant. Facts that `known` has already are left out.
 */
export function* boundaryCases(parsed: ParsedRuleSet, known: readonly Facts[]): Generator<RuleTest> {
  const { stage } = parsed.spec;
  const base = sampleFacts(stage);
  const ground = { parsed, space: createSpace(stage), base };
  const bundle = createBundle({ name: 'cases', digest: '', parsed });
  const done = new Set(known.map(canonicalJson));
  for (const rule of parsed.rules) {
    for (const { name, facts } of pointsOf(rule, ground)) {
      const key = canonicalJson(facts);
      if (done.has(key)) continue;
      done.add(key);
      yield caseOf(name, facts, bundle.evaluate(facts), base);
    }
  }
}

function pointsOf(rule: ParsedRule, ground: Ground): readonly Point[] {
  const reached = [...new Set(comparisonsFrom(rule.condition, ground.parsed.named))];
  return reached.flatMap((comparison) => {
    const witness = witnessOf(rule, comparison, ground);
    return witness === undefined ? [] : aroundOf(rule, comparison, witness, ground);
  });
}

function comparisonsFrom(condition: Condition, named: ParsedRuleSet['named']): readonly Comparison[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((member) => comparisonsFrom(member, named));
    case 'not':
      return comparisonsFrom(condition.of, named);
    case 'reference': {
      const target = named.get(condition.name);
      return target === undefined ? [] : comparisonsFrom(target, named);
    }
    case 'comparison':
      return comparisonsIn(condition);
  }
}

/** Facts over which the rule is true and would not be, were this one comparison to come out otherwise. */
function witnessOf(rule: ParsedRule, comparison: Comparison, { parsed, space, base }: Ground): Facts | undefined {
  const { named } = parsed;
  const other = turned(rule.condition, comparison);
  const otherNamed = new Map([...named].map(([name, condition]) => [name, turned(condition, comparison)]));
  const now = regionsOf(rule.condition, { space, named });
  const otherwise = regionsOf(other, { space, named: otherNamed });
  const only = now === undefined || otherwise === undefined ? undefined : subtractAll(now, otherwise, mostRegions);
  if (only === undefined) return undefined;
  const shows = (facts: Facts): boolean =>
    isTrue(rule.condition, facts, named) && !isTrue(other, facts, otherNamed) && isAsked(facts);
  for (const region of notDecidedBefore(only, rule, parsed, space).regions.slice(0, mostTried)) {
    const facts = factsIn(region, space, base);
    if (facts !== undefined && shows(facts)) return fewestFacts(facts, base, shows);
  }
  return undefined;

  function isAsked(facts: Facts): boolean {
    if (parsed.spec.hitPolicy !== 'first') return true;
    const before = parsed.rules.filter((each) => priorityOf(each) > priorityOf(rule) && each.rule.mode !== 'shadow');
    return !before.some((each) => isTrue(each.condition, facts, named));
  }
}

function priorityOf({ rule: { priority = 1 } }: ParsedRule): number {
  return priority;
}

function turned(condition: Condition, target: Comparison): Condition {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { ...condition, of: condition.of.map((member) => turned(member, target)) };
    case 'not':
      return { ...condition, of: turned(condition.of, target) };
    case 'reference':
      return condition;
    case 'comparison':
      return condition === target ? { kind: 'not', at: condition.at, of: condition } : condition;
  }
}

function isTrue(condition: Condition, facts: Facts, named: ParsedRuleSet['named']): boolean {
  try {
    return judgeCondition(condition, facts, named).holds;
  } catch {
    return false;
  }
}

function aroundOf({ rule }: ParsedRule, comparison: Comparison, witness: Facts, { space }: Ground): readonly Point[] {
  const part = partOf(comparison, space);
  const numbers = numbersAround(comparison).filter((value) => hasValue(part.variable.domain, value));
  const text = comparisonText(comparison);
  if (numbers.length > 0 && part.variable.meaning.kind === 'value') {
    return numbers.flatMap((value) => {
      const facts = factsIn(regionOf(part.variable, setOf([value], part.variable.domain.whole)), space, witness);
      return facts === undefined
        ? []
        : [{ name: `${rule.name}, where ${part.variable.key} is ${JSON.stringify(value)}`, facts }];
    });
  }
  const flipped = flip(part, comparison, witness, space);
  return [
    { name: `${rule.name}, by ${text}`, facts: witness },
    ...(flipped === undefined ? [] : [{ name: `${rule.name}, not by ${text}`, facts: flipped }]),
  ];
}

function numbersAround({ right }: Comparison): readonly FactValue[] {
  if (!('literal' in right) || typeof right.literal !== 'number') return [];
  const step = stepOf(right.literal);
  return [-step, 0, step].map((each) => Number((Number(right.literal) + each).toPrecision(12)));
}

function flip({ variable, set }: Constraint, comparison: Comparison, witness: Facts, space: Space): Facts | undefined {
  const holds = isTrue(comparison, witness, new Map());
  const other = holds ? intersect(variable.domain, complement(set)) : set;
  return isEmpty(other) ? undefined : factsIn(regionOf(variable, other), space, witness);
}
