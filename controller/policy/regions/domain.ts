import type { FactRef } from '../conditions/condition.ts';
import type { FactDefinition, FactTable } from '../facts.ts';
import type { Interval } from './intervals.ts';
import { everything, intersect, nothing, setOf, union, type ValueSet } from './value-set.ts';

const notNegative: Interval = { low: 0, lowOpen: false, high: Infinity, highOpen: true };
const counts: ValueSet = intersect({ ...nothing, whole: true, numbers: [notNegative] }, everything);

/** All that a fact can be, or what a path leads to inside of it: anything inside an object, a count of members in a list. */
export function domainOf({ fact, path }: FactRef, table: FactTable): ValueSet {
  const definition = table[fact];
  if (definition === undefined) return everything;
  if (path !== undefined) return definition.type === 'list' ? counts : everything;
  const values = valuesOf(definition);
  return definition.nullable ? { ...values, nulls: true } : values;
}

function valuesOf({ type, values, unit = '', perMs = 0 }: FactDefinition): ValueSet {
  switch (type) {
    case 'boolean':
      return union(setOf([true]), setOf([false]));
    case 'string':
      return values === undefined ? { ...nothing, texts: everything.texts } : setOf(values);
    case 'number':
      return numbersOf(unit, perMs);
    default:
      return { ...nothing, structures: true };
  }
}

// What is counted comes in whole numbers; only what falls with the clock goes below zero.
function numbersOf(unit: string, perMs: number): ValueSet {
  if (perMs < 0) return { ...nothing, numbers: everything.numbers };
  return unit === 'count' || unit.startsWith('milliseconds') ? counts : { ...nothing, numbers: [notNegative] };
}
