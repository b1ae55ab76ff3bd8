import type { Interval } from './intervals.ts';
import type { Constraint, Region } from './region.ts';
import { isEmpty, subtract, type ValueSet } from './value-set.ts';

/** A region in words, for instance `phase is Monitor and task.candidates is at least 1`. */
export function wordsOf(region: Region): string {
  return region.size === 0 ? 'whatever the facts are' : [...region.values()].map(wordsOfConstraint).join(' and ');
}

function wordsOfConstraint({ variable, set }: Constraint): string {
  const { key, domain, meaning } = variable;
  if (meaning.kind !== 'value') return set.yes ? key : `not ${key}`;
  const left = subtract(domain, set);
  const inside = partsOf(set);
  const outside = partsOf(left);
  const isShorter = isEmpty(left) || inside.length <= outside.length;
  return isShorter ? `${key} is ${inside.join(' or ')}` : `${key} is not ${outside.join(' or ')}`;
}

function partsOf({ nulls, no, yes, texts, numbers, structures, whole }: ValueSet): readonly string[] {
  const some = texts.except && texts.values.length > 0 ? [`any text but ${texts.values.join(', ')}`] : ['any text'];
  return [
    ...(nulls ? ['null'] : []),
    ...(no ? ['false'] : []),
    ...(yes ? ['true'] : []),
    ...(texts.except ? some : texts.values),
    ...numbers.map((each) => wordsOfInterval(each, whole)),
    ...(structures ? ['a list or an object'] : []),
  ];
}

function wordsOfInterval({ low, lowOpen, high, highOpen }: Interval, whole: boolean): string {
  if (low === high) return String(low);
  if (low === -Infinity && high === Infinity) return 'any number';
  if (low === -Infinity) return highOpen ? `below ${high}` : `at most ${high}`;
  if (high === Infinity) return lowOpen ? `above ${low}` : `at least ${low}`;
  if (whole) return `from ${low} to ${high}`;
  return `${lowOpen ? 'above' : 'from'} ${low} and ${highOpen ? 'below' : 'up to'} ${high}`;
}
