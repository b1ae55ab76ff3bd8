import { canonicalJson } from '../../catalog/kinds/digest.ts';
import { type RuleTest } from '../../catalog/kinds/rule-set.ts';
import { type Comparison, type Condition } from '../conditions/condition.ts';
import { type Facts, type FactValue } from '../facts.ts';
import { type ParsedRule, type ParsedRuleSet } from '../load/parse-rule-set.ts';
import { partOf } from '../regions/comparison-part.ts';
import { factsIn } from '../regions/facts-in.ts';
import { regionOf, type Constraint } from '../regions/region.ts';
import { type Space } from '../regions/space.ts';
import { complement, hasValue, intersect, isEmpty, setOf } from '../regions/value-set.ts';
import { caseOf } from './case-of.ts';
import { comparisonText } from './comparison-text.ts';
import { createGround, type Ground } from './ground.ts';
import { stepOf } from './step-of.ts';
import { truthOf } from './truth-of.ts';
import { witnessOf } from './witness-of.ts';

/** Facts on one side of a comparison. */
interface Point {
  readonly name: string;
  readonly facts: Facts;
}

// Nobody reviews more, and each takes up to a millisecond.
const mostCases = 10_000;

/**
 * Cases on both sides of every comparison: facts over which a rule is true because of it, and facts that differ from them
 * in what is compared alone; around a number, the number itself and its neighbours. Each expects what the rules say now,
 * for a person to say whether that is meant. Facts that are `known` already are left out; at most 10,000 are made.
 */
export function boundaryCases(parsed: ParsedRuleSet, known: readonly Facts[]): readonly RuleTest[] {
  const ground = createGround(parsed);
  const done = new Set(known.map(canonicalJson));
  const cases: RuleTest[] = [];
  for (const { name, facts } of pointsIn(ground)) {
    const key = canonicalJson(facts);
    if (done.has(key)) continue;
    if (cases.length === mostCases) break;
    done.add(key);
    cases.push(caseOf(name, facts, ground.bundle.evaluate(facts), ground.base));
  }
  return cases;
}

function* pointsIn(ground: Ground): Generator<Point> {
  for (const rule of ground.parsed.rules) {
    for (const comparison of new Set(comparisonsFrom(rule.condition, ground.parsed.named))) {
      const witness = witnessOf(rule, comparison, ground);
      if (witness !== undefined) yield* pointsAround(rule, comparison, witness, ground.space);
    }
  }
}

/** Every comparison that a condition comes to, references followed. */
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
      return [condition];
  }
}

function pointsAround({ rule }: ParsedRule, comparison: Comparison, witness: Facts, space: Space): readonly Point[] {
  const part = partOf(comparison, space);
  const { variable } = part;
  const numbers = numbersAround(comparison).filter((value) => hasValue(variable.domain, value));
  if (numbers.length > 0 && variable.meaning.kind === 'value') {
    return numbers.flatMap((value) => {
      const facts = factsIn(regionOf(variable, setOf([value], variable.domain.whole)), space, witness);
      return facts === undefined ? [] : [{ name: `${rule.name}, where ${variable.key} is ${value}`, facts }];
    });
  }
  const text = comparisonText(comparison);
  const flipped = flip(part, comparison, witness, space);
  return [
    { name: `${rule.name}, by ${text}`, facts: witness },
    ...(flipped === undefined ? [] : [{ name: `${rule.name}, not by ${text}`, facts: flipped }]),
  ];
}

function numbersAround({ right }: Comparison): readonly number[] {
  const literal: FactValue = 'literal' in right ? right.literal : null;
  if (typeof literal !== 'number') return [];
  return [-stepOf(literal), 0, stepOf(literal)].map((each) => Number((literal + each).toPrecision(12)));
}

function flip({ variable, set }: Constraint, comparison: Comparison, witness: Facts, space: Space): Facts | undefined {
  const holds = truthOf(comparison, witness, new Map());
  const other = holds === true ? intersect(variable.domain, complement(set)) : set;
  return isEmpty(other) ? undefined : factsIn(regionOf(variable, other), space, witness);
}
