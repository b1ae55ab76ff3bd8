import fc from 'fast-check';
import test from 'ava';
import type { Rule } from '../../../controller/catalog/kinds/rule-set.ts';
import type { Facts } from '../../../controller/policy/facts.ts';
import type { Finding, LintCheck } from '../../../controller/policy/lint/finding.ts';
import { lintRuleSet } from '../../../controller/policy/lint/lint-rule-set.ts';
import { sampleFacts } from '../../../controller/policy/testing/sample-facts.ts';
import { testRuleSet } from '../../../controller/policy/testing/test-rule-set.ts';
import { bundleOf, rule, ruleSet } from '../../support/rule-set.ts';

type Node = Readonly<Record<string, unknown>>;

// A world so small that every snapshot of it can be looked at: 4 × 2 × 2 × 3 × 2.
const effects = ['pure', 'idempotent', 'reconcilable', 'once'];
const lists = [[], ['a'], ['b'], ['a', 'b']];
const names = [null, 'a', 'b'];
const world: readonly Facts[] = effects.flatMap((effect) =>
  [false, true].flatMap((network) =>
    lists.flatMap((allow) =>
      names.map((name) => ({
        ...sampleFacts('permission'),
        'call.effect': effect,
        'call.network': network,
        'grants.allow': allow,
        'task.name': name,
      })),
    ),
  ),
);

const leaf: fc.Arbitrary<Node> = fc.oneof(
  fc.record({
    fact: fc.constant('call.effect'),
    operator: fc.constantFrom('in', 'notIn'),
    value: fc.uniqueArray(fc.constantFrom(...effects), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ fact: fc.constant('call.network'), operator: fc.constantFrom('equal', 'notEqual'), value: fc.boolean() }),
  fc.record({
    fact: fc.constant('grants.allow'),
    path: fc.constant('$.length'),
    operator: fc.constantFrom('equal', 'greaterThan', 'lessThan'),
    value: fc.constantFrom(0, 1, 2),
  }),
  fc.record({
    fact: fc.constant('grants.allow'),
    operator: fc.constantFrom('contains', 'doesNotContain'),
    value: fc.constantFrom('a', 'b'),
  }),
  fc.record({
    fact: fc.constant('task.name'),
    operator: fc.constantFrom('equal', 'notEqual'),
    value: fc.constantFrom(null, 'a'),
  }),
);
const tree = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('node') }),
  ),
})).node;
const trees = fc.array(tree, { minLength: 1, maxLength: 7 });

const spoken = ['allow', 'deny', 'ask'];
const rulesOf = (nodes: readonly Node[]): readonly Rule[] =>
  nodes.map((node, index) =>
    rule({ all: [node] }, { name: `r${index}`, priority: 100 - index, event: { type: spoken[index % 3] ?? 'allow' } }),
  );
const resourceOf = (nodes: readonly Node[]) => ruleSet(rulesOf(nodes), { stage: 'permission' });

function findingsOf(nodes: readonly Node[]): readonly Finding[] {
  const report = lintRuleSet(resourceOf(nodes));
  if (report.problems !== undefined) throw report.problems[0] ?? new Error('expected a problem');
  return report.findings;
}

const named = (findings: readonly Finding[], check: LintCheck): readonly string[] =>
  findings.filter((each) => each.check === check).map((each) => each.rule ?? '');

/** In which snapshots each rule is true by itself, and which of them speaks. */
function observed(nodes: readonly Node[]) {
  const alone = rulesOf(nodes).map((each) => bundleOf(ruleSet([each], { stage: 'permission' })));
  const bundle = bundleOf(resourceOf(nodes));
  return {
    counts: alone.map((each) => world.filter((facts) => each.evaluate(facts).hits.length > 0).length),
    speakers: new Set(world.map((facts) => bundle.evaluate(facts).hits[0]?.rule)),
  };
}

test('lint: nothing that it tells is otherwise in a world that is looked at whole', (t) => {
  let told = 0;
  fc.assert(
    fc.property(trees, (nodes) => {
      const findings = findingsOf(nodes);
      const { counts, speakers } = observed(nodes);
      told += findings.length;
      const countOf = (name: string): number => counts[Number(name.slice(1))] ?? 0;
      return (
        named(findings, 'never-true').every((name) => countOf(name) === 0) &&
        named(findings, 'always-true').every((name) => countOf(name) === world.length) &&
        named(findings, 'shadowed').every((name) => !speakers.has(name))
      );
    }),
    { numRuns: 400 },
  );
  t.true(told > 100);
});

test('lint: tells of every rule that never speaks, and of silence', (t) => {
  fc.assert(
    fc.property(trees, (nodes) => {
      const findings = findingsOf(nodes);
      const { speakers } = observed(nodes);
      const told = [...named(findings, 'never-true'), ...named(findings, 'shadowed')];
      const silent = nodes.map((_, index) => `r${index}`).filter((name) => !speakers.has(name) && !told.includes(name));
      const isGapTold = named(findings, 'uncovered').length > 0;
      return silent.every((name) => speaksOutside(nodes, name)) && (isGapTold || !speakers.has(undefined));
    }),
    { numRuns: 400 },
  );
  t.pass();
});

const longer = [
  ['c'],
  ['a', 'c'],
  ['b', 'c'],
  ['c', 'c'],
  ['a', 'a'],
  ['b', 'b'],
  ['a', 'b', 'c'],
  ['c', 'c', 'c'],
  ['a', 'a', 'a'],
  ['b', 'b', 'b'],
];

// In snapshots with other lists and names, of which lint knows.
function speaksOutside(nodes: readonly Node[], name: string): boolean {
  const bundle = bundleOf(resourceOf(nodes));
  return world.some((facts) =>
    [...longer, facts['grants.allow'] ?? []].some((allow) =>
      ['c', facts['task.name'] ?? null].some(
        (task) => bundle.evaluate({ ...facts, 'grants.allow': allow, 'task.name': task }).hits[0]?.rule === name,
      ),
    ),
  );
}

test('lint: every counterexample is a case that the rules pass', (t) => {
  let shown = 0;
  fc.assert(
    fc.property(trees, (nodes) => {
      const resource = resourceOf(nodes);
      const tests = findingsOf(nodes).flatMap(({ counterexample }) => counterexample ?? []);
      const report = testRuleSet({ ...resource, spec: { ...resource.spec, tests } });
      shown += tests.length;
      return report.problems === undefined && report.results.every(({ passed }) => passed);
    }),
    { numRuns: 300 },
  );
  t.true(shown > 100);
});
