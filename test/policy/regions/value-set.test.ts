import fc from 'fast-check';
import test from 'ava';
import type { FactValue } from '../../../controller/policy/facts.ts';
import {
  complement,
  covers,
  eitherTruth,
  everything,
  hasValue,
  intersect,
  isEmpty,
  nearest,
  nothing,
  setOf,
  subtract,
  union,
  type ValueSet,
} from '../../../controller/policy/regions/value-set.ts';

const scalar: fc.Arbitrary<FactValue> = fc.oneof(
  fc.constantFrom(null, true, false, 'a', 'b', 'c', 'other'),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(-1.5, 0.5, 2.5),
);
const span = fc
  .record({
    ends: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })),
    lowOpen: fc.boolean(),
    highOpen: fc.boolean(),
  })
  .map(({ ends, lowOpen, highOpen }): ValueSet => {
    const [low, high] = ends.toSorted((a, b) => a - b);
    const numbers = [{ low: low ?? 0, lowOpen, high: high ?? 0, highOpen }];
    return intersect({ ...nothing, numbers }, everything);
  });
const texts = fc
  .record({ except: fc.boolean(), values: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')) })
  .map((each): ValueSet => ({ ...nothing, texts: each }));
const piece = fc.oneof(
  span,
  texts,
  fc.array(scalar, { maxLength: 4 }).map((values) => setOf(values)),
);
const sets = fc
  .record({ pieces: fc.array(piece, { minLength: 1, maxLength: 4 }), whole: fc.boolean(), turned: fc.boolean() })
  .map(({ pieces, whole, turned }) => {
    const all = intersect(pieces.reduce(union), { ...everything, whole });
    return turned ? intersect(complement(all), { ...everything, whole }) : all;
  });

const holdsAs = test.macro(
  (t, of: (a: ValueSet, b: ValueSet) => ValueSet, wanted: (a: boolean, b: boolean) => boolean) => {
    fc.assert(
      fc.property(sets, sets, scalar, (a, b, value) => {
        const isThere = !((a.whole || b.whole) && typeof value === 'number' && !Number.isInteger(value));
        const is = hasValue(of(a, b), value);
        return is === (isThere && wanted(hasValue(a, value), hasValue(b, value))) || !isThere;
      }),
      { numRuns: 1500 },
    );
    t.pass();
  },
);

test('value set: intersect has what both have', holdsAs, intersect, (a, b) => a && b);
test('value set: union has what either has', holdsAs, union, (a, b) => a || b);
test('value set: subtract has what the first alone has', holdsAs, subtract, (a, b) => a && !b);
test('value set: complement has what the set has not', holdsAs, complement, (a) => !a);

test('value set: an empty set has nothing near to anything, any other has', (t) => {
  fc.assert(
    fc.property(sets, fc.array(scalar, { maxLength: 2 }), (set, preferred) => {
      const value = nearest(set, preferred);
      return value === undefined ? isEmpty(set) || set.structures : hasValue(set, value);
    }),
    { numRuns: 1500 },
  );
  t.pass();
});

test('value set: covers itself and its parts', (t) => {
  fc.assert(
    fc.property(sets, sets, (a, b) => a.whole !== b.whole || (covers(a, intersect(a, b)) && covers(union(a, b), b))),
  );
  t.pass();
});

test('value set: nearest stays with what is preferred', (t) => {
  t.is(nearest(setOf([1, 5, 'a']), ['a']), 'a');
  t.is(nearest(setOf([1, 5]), [4]), 5);
  t.is(nearest(intersect(everything, complement(setOf(['a', 'other']))), ['a']), 'other-2');
  t.is(nearest(eitherTruth, []), false);
  t.is(nearest({ ...nothing, structures: true }, ['a']), undefined);
});

test('value set: a set of whole numbers has none between two of them', (t) => {
  const between = intersect(
    { ...nothing, numbers: [{ low: 1, lowOpen: true, high: 2, highOpen: true }] },
    { ...everything, whole: true },
  );
  t.true(isEmpty(between));
});
