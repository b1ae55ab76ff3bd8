import fc from 'fast-check';
import test from 'ava';
import type { Rule, RuleSetSpec } from '../../controller/catalog/kinds/rule-set.ts';
import type { FactValue, Facts } from '../../controller/policy/facts.ts';
import { createExplainer } from '../../controller/policy/explain/create-explainer.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { phaseFacts, rule, ruleSet } from '../support/rule-set.ts';

// Small worlds, so that random rules are often true: three facts of different types, two named conditions.
interface Leaf {
  readonly fact: string;
  readonly operator: string;
  readonly value: FactValue | { readonly fact: string };
}
type Node =
  | Leaf
  | { readonly all: readonly Node[] }
  | { readonly any: readonly Node[] }
  | { readonly not: Node }
  | { readonly condition: string };

const word = fc.constantFrom('none', 'open', 'answered', 'expired');
const small = fc.integer({ min: -1, max: 3 });
const sizes = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const;

const leaf: fc.Arbitrary<Node> = fc.oneof(
  fc.record({
    fact: fc.constant('escalation'),
    operator: fc.constantFrom('equal', 'notEqual', 'not:equal'),
    value: word,
  }),
  fc.record({
    fact: fc.constant('escalation'),
    operator: fc.constantFrom('in', 'notIn', 'not:in', 'someValue:equal', 'everyValue:notEqual'),
    value: fc.array(word, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    fact: fc.constant('project.planned'),
    operator: fc.constantFrom('equal', 'notEqual'),
    value: fc.boolean(),
  }),
  fc.record({
    fact: fc.constantFrom('project.tasks', 'project.minutesLeft'),
    operator: fc.constantFrom(...sizes, 'not:lessThan', 'swap:lessThan', 'equal'),
    value: fc.oneof(small, fc.constantFrom({ fact: 'project.tasks' }, { fact: 'project.minutesLeft' })),
  }),
);
const tree = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('node') }),
    fc.record({ condition: fc.constantFrom('left', 'right') }),
  ),
})).node;

const world = fc.record({
  trees: fc.array(tree, { minLength: 1, maxLength: 6 }),
  priorities: fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 6, maxLength: 6 }),
  // Named conditions are of leaves only, so that references end.
  left: leaf,
  right: leaf,
  facts: fc.record({
    escalation: word,
    'project.planned': fc.boolean(),
    'project.tasks': small,
    'project.minutesLeft': fc.option(small, { nil: null }),
  }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const comparisons: Readonly<Record<string, (left: FactValue, right: FactValue) => boolean>> = {
  equal: (left, right) => left === right,
  notEqual: (left, right) => left !== right,
  'not:equal': (left, right) => left !== right,
  in: (left, right) => Array.isArray(right) && right.some((each) => each === left),
  notIn: (left, right) => Array.isArray(right) && right.every((each) => each !== left),
  'not:in': (left, right) => Array.isArray(right) && right.every((each) => each !== left),
  'someValue:equal': (left, right) => Array.isArray(right) && right.some((each) => each === left),
  'everyValue:notEqual': (left, right) => Array.isArray(right) && right.every((each) => each !== left),
  lessThan: (left, right) => bySize(left, right, (order) => order < 0),
  lessThanInclusive: (left, right) => bySize(left, right, (order) => order <= 0),
  greaterThan: (left, right) => bySize(left, right, (order) => order > 0),
  greaterThanInclusive: (left, right) => bySize(left, right, (order) => order >= 0),
  'not:lessThan': (left, right) => !bySize(left, right, (order) => order < 0),
  'swap:lessThan': (left, right) => bySize(left, right, (order) => order > 0),
};

function bySize(left: FactValue, right: FactValue, wanted: (order: number) => boolean): boolean {
  return typeof left === 'number' && typeof right === 'number' && wanted(left - right);
}

// The naive evaluator: no engine, no promises, straight from the words of the format.
function isTrue(node: Node, facts: Facts, named: Readonly<Record<string, Node>>): boolean {
  if ('all' in node) return node.all.every((each) => isTrue(each, facts, named));
  if ('any' in node) return node.any.some((each) => isTrue(each, facts, named));
  if ('not' in node) return !isTrue(node.not, facts, named);
  if ('condition' in node) return isTrue(named[node.condition] ?? node, facts, named);
  const right = isReference(node.value) ? (facts[node.value.fact] ?? null) : node.value;
  return comparisons[node.operator]?.(facts[node.fact] ?? null, right) ?? false;
}

function isReference(value: Leaf['value']): value is { readonly fact: string } {
  return typeof value === 'object' && value !== null && 'fact' in value;
}

function rulesOf({ trees, priorities }: World): readonly Rule[] {
  return trees.map((node, index) => rule({ all: [node] }, { name: `rule-${index}`, priority: priorities[index] ?? 1 }));
}

function expected({ trees, priorities, left, right }: World, facts: Facts): readonly string[] {
  const judged = trees.map((node, index) => ({ name: `rule-${index}`, priority: priorities[index] ?? 1, node }));
  return judged
    .filter(({ node }) => isTrue(node, facts, { left, right }))
    .toSorted((a, b) => b.priority - a.priority)
    .map(({ name }) => name);
}

function specOf({ left, right }: World, hitPolicy: RuleSetSpec['hitPolicy']): Partial<RuleSetSpec> {
  return { hitPolicy, conditions: { left: { all: [left] }, right: { any: [right] } } };
}

// Rules that no check can let through, such as a size compared with null, are refused at load and not judged.
function judgeable(each: World, hitPolicy: RuleSetSpec['hitPolicy']) {
  const resource = ruleSet(rulesOf(each), specOf(each, hitPolicy));
  const loaded = loadRuleSet(resource);
  if (loaded.bundle === undefined) throw loaded.problems[0] ?? new Error('expected a problem');
  return { resource, bundle: loaded.bundle, facts: phaseFacts(each.facts) };
}

test('evaluate: agrees with a naive evaluator on random rule sets', async (t) => {
  await fc.assert(
    fc.asyncProperty(world, async (each) => {
      const { bundle, facts } = judgeable(each, 'collect');
      const verdict = bundle.evaluate(facts);
      t.deepEqual(
        verdict.hits.map((hit) => hit.rule),
        expected(each, facts),
      );
    }),
    { numRuns: 300 },
  );
});

test('evaluate: first is the first that collect gives', async (t) => {
  await fc.assert(
    fc.asyncProperty(world, async (each) => {
      const { bundle, facts } = judgeable(each, 'first');
      const verdict = bundle.evaluate(facts);
      t.deepEqual(
        verdict.hits.map((hit) => hit.rule),
        expected(each, facts).slice(0, 1),
      );
    }),
    { numRuns: 200 },
  );
});

test('explain: agrees with the verdict on random rule sets', async (t) => {
  await fc.assert(
    fc.asyncProperty(world, async (each) => {
      const { bundle, facts, resource } = judgeable(each, 'collect');
      const verdict = bundle.evaluate(facts);
      const explainer = createExplainer(resource);
      const rules = explainer.explain(facts, verdict);
      const fired = rules.filter((explained) => explained.outcome === 'fired').map((explained) => explained.rule);
      t.deepEqual(
        fired,
        verdict.hits.map((hit) => hit.rule),
      );
      t.false(rules.some((explained) => explained.outcome === 'overtaken'));
      t.true(
        rules.every(({ outcome, rule }) => (outcome === 'fired') === (explainer.lacking(rule, facts).length === 0)),
      );
    }),
    { numRuns: 200 },
  );
});
