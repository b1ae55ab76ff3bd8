import type { Comparison } from '../conditions/condition.ts';
import { isList } from '../conditions/json.ts';
import type { Facts, FactValue } from '../facts.ts';
import type { ParsedRule } from '../load/parse-rule-set.ts';
import { partOf } from '../regions/comparison-part.ts';
import { factsIn } from '../regions/facts-in.ts';
import { meet, regionOf, wholeSpace, type Region } from '../regions/region.ts';
import type { Space } from '../regions/space.ts';
import { complement, hasValue, intersect, isEmpty, setOf, type ValueSet } from '../regions/value-set.ts';
import { readVariable, type Variable } from '../regions/variable.ts';
import { fewestFacts } from './changed-facts.ts';
import { comparisonText } from './comparison-text.ts';
import { comparisonsFrom } from '../conditions/comparisons-in.ts';
import type { Ground } from './ground.ts';
import { stepOf } from './step-of.ts';
import { truthOf } from './truth-of.ts';

/** Facts on one side of a comparison. */
export interface Point {
  readonly name: string;
  readonly facts: Facts;
}

/**
 * Points on both sides of a comparison of a rule that is true by it over the witness: the number and its neighbours, each
 * member of a list, the witness; and one over which the comparison comes out otherwise.
 */
export function pointsAround(
  rule: ParsedRule,
  comparison: Comparison,
  witness: Facts,
  ground: Ground,
): readonly Point[] {
  const { name } = rule.rule;
  const part = partOf(comparison, ground.space);
  const { variable } = part;
  const rest = elsewhere(rule, variable, witness, ground);
  const put = (set: ValueSet): Facts | undefined => factsWith(variable, set, rest, witness, ground.space);
  const at = (value: FactValue): readonly Point[] => {
    const facts = put(setOf([value], variable.domain.whole));
    return facts === undefined ? [] : [{ name: `${name}, where ${variable.key} is ${JSON.stringify(value)}`, facts }];
  };
  const values = valuesAround(comparison).filter((value) => hasValue(variable.domain, value));
  if (variable.meaning.kind === 'value' && values.some((value) => typeof value === 'number')) return values.flatMap(at);
  const holds = truthOf(comparison, witness, new Map());
  const flipped = put(holds === true ? intersect(variable.domain, complement(part.set)) : part.set);
  const text = comparisonText(comparison);
  return [
    ...(variable.meaning.kind === 'value' && values.length > 1 ? values.flatMap(at) : [by(`by ${text}`, witness)]),
    ...(flipped === undefined ? [] : [by(`not by ${text}`, flipped)]),
  ];

  function by(what: string, facts: Facts): Point {
    return { name: `${name}, ${what}`, facts };
  }
}

/** The number and its neighbours, or each member of a list. */
function valuesAround({ right }: Comparison): readonly FactValue[] {
  const literal: FactValue = 'literal' in right ? right.literal : null;
  if (isList(literal)) return literal;
  if (typeof literal !== 'number') return [];
  return [-stepOf(literal), 0, stepOf(literal)].map((each) => Number((literal + each).toPrecision(12)));
}

/** What the rule looks at besides, as the witness has it. */
function elsewhere({ condition }: ParsedRule, variable: Variable, witness: Facts, { parsed, space }: Ground): Region {
  let region = wholeSpace;
  for (const comparison of comparisonsFrom(condition, parsed.named)) {
    const { variable: other } = partOf(comparison, space);
    const value = other === variable ? undefined : readVariable(other, witness);
    const isPlain = value !== undefined && (value === null || typeof value !== 'object');
    const more = isPlain ? meet(region, regionOf(other, setOf([value], other.domain.whole))) : region;
    region = more ?? region;
  }
  return region;
}

/** The witness with another value of one variable, and the rest of what the rule looks at left alone where that can be. */
function factsWith(variable: Variable, set: ValueSet, rest: Region, witness: Facts, space: Space): Facts | undefined {
  if (isEmpty(set)) return undefined;
  const alone = meet(rest, regionOf(variable, set));
  const near = alone === undefined ? undefined : factsIn(alone, space, witness);
  const facts = near ?? factsIn(regionOf(variable, set), space, witness);
  if (facts === undefined) return undefined;
  // What hangs together with the changed fact makes a case long, and says nothing where nobody looks at it.
  return fewestFacts(facts, witness, (few) => {
    const value = readVariable(variable, few);
    return value !== undefined && hasValue(set, value);
  });
}
