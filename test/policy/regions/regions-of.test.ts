import fc from 'fast-check';
import test from 'ava';
import type { Condition } from '../../../controller/policy/conditions/condition.ts';
import { judgeCondition } from '../../../controller/policy/conditions/judge-condition.ts';
import type { Facts } from '../../../controller/policy/facts.ts';
import { parseRuleSet } from '../../../controller/policy/load/parse-rule-set.ts';
import { factsIn } from '../../../controller/policy/regions/facts-in.ts';
import {
  containsRegion,
  holdsIn,
  meet,
  opaqueIn,
  subtractAll,
  type Region,
} from '../../../controller/policy/regions/region.ts';
import { regionsOf } from '../../../controller/policy/regions/regions-of.ts';
import { createSpace } from '../../../controller/policy/regions/space.ts';
import { sampleFacts } from '../../../controller/policy/testing/sample-facts.ts';
import { rule, ruleSet } from '../../support/rule-set.ts';

type Node = Readonly<Record<string, unknown>>;

const effect = fc.constantFrom('pure', 'idempotent', 'reconcilable', 'once');
const anything = fc.constantFrom('a', 'b', 1, 2, true, null);
const size = fc.constantFrom(
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'not:lessThan',
  'swap:lessThan',
);
const path = fc.constantFrom('$.a', '$.b');
const leaf: fc.Arbitrary<Node> = fc.oneof(
  fc.record({
    fact: fc.constant('call.effect'),
    operator: fc.constantFrom('equal', 'notEqual', 'not:equal'),
    value: effect,
  }),
  fc.record({
    fact: fc.constant('call.effect'),
    operator: fc.constantFrom('in', 'notIn', 'not:in', 'someValue:equal', 'everyValue:notEqual', 'everyValue:equal'),
    value: fc.array(effect, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ fact: fc.constant('call.network'), operator: fc.constantFrom('equal', 'notEqual'), value: fc.boolean() }),
  fc.record({
    fact: fc.constant('task.name'),
    operator: fc.constantFrom('equal', 'notEqual'),
    value: fc.constantFrom('a', 'b', null),
  }),
  fc.record({
    fact: fc.constant('task.name'),
    operator: fc.constantFrom('equal', 'notEqual'),
    value: fc.constant({ fact: 'agent.name' }),
  }),
  fc.record({
    fact: fc.constant('call.arguments'),
    path,
    operator: fc.constantFrom('equal', 'notEqual', 'swap:equal'),
    value: anything,
  }),
  fc.record({ fact: fc.constant('call.arguments'), path, operator: size, value: fc.integer({ min: 0, max: 2 }) }),
  fc.record({
    fact: fc.constant('call.arguments'),
    path,
    operator: fc.constantFrom('contains', 'doesNotContain', 'someFact:equal'),
    value: anything,
  }),
  fc.record({
    fact: fc.constant('grants.allow'),
    path: fc.constant('$.length'),
    operator: size,
    value: fc.constantFrom(0, 0.5, 1, 2),
  }),
  fc.record({
    fact: fc.constant('grants.allow'),
    operator: fc.constantFrom('contains', 'doesNotContain', 'not:contains', 'someFact:equal', 'everyFact:notEqual'),
    value: fc.constantFrom('a', 'b'),
  }),
);
const tree = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('node') }),
    fc.record({ condition: fc.constant('named') }),
  ),
})).node;

const facts = fc
  .record({
    'call.effect': effect,
    'call.network': fc.boolean(),
    'task.name': fc.constantFrom('a', 'b', 'dev-1', null),
    'call.arguments': fc.dictionary(
      fc.constantFrom('a', 'b'),
      fc.oneof(anything, fc.constantFrom(0.5, ['a'], [], { a: 1 })),
    ),
    'grants.allow': fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
  })
  .map((changes): Facts => ({ ...sampleFacts('permission'), ...changes }));

interface Parsed {
  readonly condition: Condition;
  readonly named: ReadonlyMap<string, Condition>;
}

function parsed(node: Node, named: Node): Parsed {
  const resource = ruleSet([rule({ all: [node] }, { event: { type: 'allow' } })], {
    stage: 'permission',
    conditions: { named: { all: [named] } },
  });
  const read = parseRuleSet(resource);
  if ('problems' in read) throw read.problems[0] ?? new Error('expected a problem');
  const [only] = read.rules;
  if (only === undefined) throw new Error('expected a rule');
  return { condition: only.condition, named: read.named };
}

function truthOf({ condition, named }: Parsed, snapshot: Facts): boolean {
  return judgeCondition(condition, snapshot, named).holds;
}

const isIn = (regions: readonly Region[], snapshot: Facts): boolean =>
  regions.some((region) => holdsIn(region, snapshot));

test('regions: a snapshot lies in them if and only if the condition is so', (t) => {
  fc.assert(
    fc.property(
      tree,
      leaf,
      fc.boolean(),
      fc.array(facts, { minLength: 8, maxLength: 8 }),
      (node, named, wanted, many) => {
        const read = parsed(node, named);
        const regions = regionsOf(read.condition, { space: createSpace('permission'), named: read.named }, wanted);
        return regions === undefined || many.every((each) => isIn(regions, each) === (truthOf(read, each) === wanted));
      },
    ),
    { numRuns: 2000 },
  );
  t.pass();
});

test('regions: what is found in one is what the condition is true of', (t) => {
  let found = 0;
  let missing = 0;
  fc.assert(
    fc.property(tree, leaf, facts, (node, named, base) => {
      const read = parsed(node, named);
      const space = createSpace('permission');
      const regions = regionsOf(read.condition, { space, named: read.named }) ?? [];
      for (const region of regions) {
        const witness = factsIn(region, space, base);
        if (witness === undefined && opaqueIn(region).length === 0) missing += 1;
        if (witness === undefined) continue;
        found += 1;
        if (!truthOf(read, witness)) return false;
      }
      return true;
    }),
    { numRuns: 1000 },
  );
  t.true(found > 500);
  t.is(missing, 0);
});

test('regions: what is left after subtracting lies in the first alone, and all of it does', (t) => {
  fc.assert(
    fc.property(leaf, leaf, tree, tree, fc.array(facts, { minLength: 8, maxLength: 8 }), (one, two, a, b, many) => {
      const space = createSpace('permission');
      const [first, second] = [parsed(a, one), parsed(b, two)];
      const [of, without] = [first, second].map((each) => regionsOf(each.condition, { space, named: each.named }));
      const rest = of === undefined || without === undefined ? undefined : subtractAll(of, without, 500);
      return (
        rest === undefined ||
        many.every((each) => isIn(rest, each) === (truthOf(first, each) && !truthOf(second, each)))
      );
    }),
    { numRuns: 1500 },
  );
  t.pass();
});

test('regions: two meet where both are, and each contains that', (t) => {
  fc.assert(
    fc.property(tree, tree, leaf, facts, (a, b, named, snapshot) => {
      const space = createSpace('permission');
      const [some, others] = [a, b].map((node) => {
        const read = parsed(node, named);
        return regionsOf(read.condition, { space, named: read.named }) ?? [];
      });
      return (some ?? []).slice(0, 4).every((one) =>
        (others ?? []).slice(0, 4).every((other) => {
          const both = meet(one, other);
          const is = holdsIn(one, snapshot) && holdsIn(other, snapshot);
          return both === undefined ? !is : holdsIn(both, snapshot) === is && containsRegion(one, both);
        }),
      );
    }),
    { numRuns: 1000 },
  );
  t.pass();
});
