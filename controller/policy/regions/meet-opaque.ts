import { readFact, type Comparison, type FactRef } from '../conditions/condition.ts';
import { isList } from '../conditions/json.ts';
import type { Facts, FactTable, FactValue } from '../facts.ts';
import type { Constraint, Region } from './region.ts';
import { hasValue } from './value-set.ts';
import { readVariable } from './variable.ts';

/**
 * Changes the facts that unanalysed comparisons look at until these come out as a region wants them. It tries values near
 * those of the other side, and no others; undefined when none will do.
 */
export function meetOpaque(region: Region, table: FactTable, facts: Facts): Facts | undefined {
  let now: Facts | undefined = facts;
  for (const constraint of region.values()) {
    const { meaning } = constraint.variable;
    if (meaning.kind !== 'opaque' || isMet(constraint, now)) continue;
    now = tried(meaning.comparison, constraint, table, now).find(
      (facts) => isMet(constraint, facts) && isInside(region, facts),
    );
    if (now === undefined) return undefined;
  }
  return now;
}

function isMet({ variable, set }: Constraint, facts: Facts): boolean {
  const value = readVariable(variable, facts);
  return value !== undefined && hasValue(set, value);
}

// What the comparison does not look at was right before and still is.
function isInside(region: Region, facts: Facts): boolean {
  return [...region.values()].every((each) => each.variable.meaning.kind === 'opaque' || isMet(each, facts));
}

function tried({ left, right }: Comparison, _: Constraint, table: FactTable, facts: Facts): readonly Facts[] {
  const other = 'ref' in right ? readFact(facts, right.ref) : right.literal;
  const one = changes(left, other, table, facts);
  if (!('ref' in right)) return one;
  const two = changes(right.ref, readFact(facts, left), table, facts);
  const both = one.flatMap((changed) => changes(right.ref, readFact(changed, left), table, changed));
  return [...one, ...two, ...both];
}

// Only whole facts are changed: what a path leads to was set before, where the region names it.
function changes({ fact, path }: FactRef, other: FactValue, table: FactTable, facts: Facts): readonly Facts[] {
  if (path !== undefined) return [];
  const definition = table[fact];
  if (definition === undefined) return [];
  const values = valuesNear(other, facts[fact] ?? null, definition.type);
  const nullable = definition.nullable ? [null] : [];
  return [...values, ...nullable].map((value) => ({ ...facts, [fact]: value }));
}

function valuesNear(other: FactValue, present: FactValue, type: string): readonly FactValue[] {
  switch (type) {
    case 'number':
      return numbersNear(typeof other === 'number' ? other : 0);
    case 'list':
      return isList(other) ? [other, [], ...other.map((each) => [each])] : [[], [other], [...listOf(present), other]];
    case 'boolean':
      return [false, true];
    case 'string':
      return typeof other === 'string' ? [other, `${other}-other`] : ['other'];
    default:
      return [];
  }
}

function numbersNear(value: number): readonly number[] {
  return [value, value + 1, value - 1, 0, 1].filter((near, index, all) => all.indexOf(near) === index);
}

function listOf(value: FactValue): readonly FactValue[] {
  return isList(value) ? value : [];
}
