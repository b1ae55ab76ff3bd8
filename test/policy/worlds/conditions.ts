import fc from 'fast-check';
import type { Stage } from '../../../controller/catalog/kinds/rule-set.ts';
import type { FactDefinition } from '../../../controller/policy/facts.ts';
import { factRegistry } from '../../../controller/policy/stages/registry.ts';
import { anyNumber, anyWord, valueOf } from './fact-values.ts';

type Raw = Readonly<Record<string, unknown>>;
type Values = fc.Arbitrary<unknown>;

const single = ['equal', 'notEqual', 'not:equal', 'not:notEqual', 'swap:equal', 'not:swap:notEqual'];
const listed = ['in', 'notIn', 'not:in', 'not:notIn', 'someValue:equal', 'everyValue:notEqual', 'not:someValue:equal'];
const sizes = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const sized = [...sizes, ...sizes.flatMap((name) => [`not:${name}`, `swap:${name}`])];
const holding = ['contains', 'doesNotContain', 'not:contains', 'someFact:equal', 'everyFact:notEqual', 'swap:in'];
const listing = ['someFact:in', 'everyFact:notIn', 'someFact:someValue:equal', 'everyFact:everyValue:notEqual'];

/** A comparison of a stage that passes the checks at load, of any form that they let through. */
export function comparisonOf(stage: Stage): fc.Arbitrary<Raw> {
  const facts = Object.entries(factRegistry[stage]).filter(([, { reserved }]) => reserved !== true);
  const byType = (type: FactDefinition['type']): readonly string[] =>
    facts.filter(([, definition]) => definition.type === type).map(([name]) => name);
  const plain = facts.filter(([, { type }]) => type !== 'list' && type !== 'object');
  const objects = byType('object');
  return fc.oneof(
    { weight: 6, arbitrary: fc.oneof(...plain.map(([name, definition]) => aboutPlain(name, definition))) },
    { weight: 3, arbitrary: aboutNumbers(byType('number')) },
    ...(byType('list').length === 0 ? [] : [{ weight: 3, arbitrary: aboutLists(byType('list')) }]),
    ...(objects.length === 0
      ? []
      : [
          {
            weight: 4,
            arbitrary: aboutPaths(
              objects,
              plain.map(([name]) => name),
            ),
          },
        ]),
  );
}

function aboutPlain(fact: string, definition: FactDefinition): fc.Arbitrary<Raw> {
  const values = valueOf(definition);
  return fc.oneof(
    leaf(fc.constant({ fact }), single, values),
    leaf(fc.constant({ fact }), listed, fc.array(values, { minLength: 1, maxLength: 5 })),
  );
}

function aboutNumbers(facts: readonly string[]): fc.Arbitrary<Raw> {
  const fact = fc.record({ fact: fc.constantFrom(...facts) });
  return fc.oneof(
    leaf(fact, sized, fc.oneof(anyNumber, fact)),
    leaf(fact, [...single], fact),
    leaf(fact, ['someValue:lessThan', 'everyValue:greaterThan'], fc.array(anyNumber, { maxLength: 3 })),
  );
}

function aboutLists(facts: readonly string[]): fc.Arbitrary<Raw> {
  const fact = fc.record({ fact: fc.constantFrom(...facts) });
  return fc.oneof(
    leaf(fact, holding, fc.oneof(anyWord, anyNumber)),
    // Of members that may be no list themselves.
    leaf(fc.constant({ fact: 'now' }), ['someValue:in', 'everyValue:notIn'], fact),
    leaf(fact, listing, fc.array(anyWord, { minLength: 1, maxLength: 3 })),
    leaf(fc.record({ fact: fc.constantFrom(...facts), path: fc.constantFrom('$.length', 'length') }), sized, anyNumber),
  );
}

// What a path leads to may be anything: here comparisons may fail on the facts, where they look in what is no list.
function aboutPaths(objects: readonly string[], others: readonly string[]): fc.Arbitrary<Raw> {
  const path = fc.constantFrom('$.a', 'a', '$.b', '$.a.c', '$.b.length', '$.constructor');
  const inside = fc.record({ fact: fc.constantFrom(...objects), path });
  const value = fc.oneof(anyWord, anyNumber, fc.boolean(), fc.constant(null), inside);
  return fc.oneof(
    leaf(inside, [...single, ...holding], value),
    leaf(
      inside,
      ['swap:someValue:contains', 'not:swap:everyValue:contains'],
      fc.array(anyWord, { minLength: 1, maxLength: 3 }),
    ),
    leaf(inside, sized, fc.oneof(anyNumber, inside)),
    leaf(inside, [...listed, ...listing], fc.oneof(fc.array(anyWord, { minLength: 1, maxLength: 3 }), inside)),
    leaf(
      fc.record({ fact: fc.constantFrom(...others) }),
      ['in', 'notIn', 'someValue:equal', 'not:everyValue:equal'],
      inside,
    ),
  );
}

function leaf(left: fc.Arbitrary<Raw>, operators: readonly string[], value: Values): fc.Arbitrary<Raw> {
  const rest = fc.record({ operator: fc.constantFrom(...operators), value });
  return fc.tuple(left, rest).map(([about, said]) => ({ ...about, ...said }));
}

/** Conditions of a rule, nested, with priorities here and there; `names` may be referred to. */
export function conditionsOf(stage: Stage, names: readonly string[]): fc.Arbitrary<Raw> {
  const comparison = comparisonOf(stage);
  const { group } = fc.letrec<{ node: Raw; group: Raw }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: prioritized(comparison) },
      { weight: 2, arbitrary: prioritized(tie('group')) },
      ...(names.length === 0
        ? []
        : [{ weight: 1, arbitrary: prioritized(fc.record({ condition: fc.constantFrom(...names) })) }]),
    ),
    group: fc.oneof(
      { weight: 3, arbitrary: fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 4 }) }) },
      { weight: 2, arbitrary: fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ not: tie('node') }) },
    ),
  }));
  return group;
}

function prioritized(node: fc.Arbitrary<Raw>): fc.Arbitrary<Raw> {
  const priority = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 8 });
  return fc.tuple(node, priority).map(([raw, said]) => (said === undefined ? raw : { ...raw, priority: said }));
}
