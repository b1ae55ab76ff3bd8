import test from 'ava';
import { createExplainer } from '../../../controller/policy/explain/create-explainer.ts';
import { explainBriefly } from '../../../controller/policy/explain/explain-briefly.ts';
import type { ExplainedCondition } from '../../../controller/policy/explain/explained-condition.ts';
import type { RuleOutcome } from '../../../controller/policy/explain/explained-rule.ts';
import { nearMisses } from '../../../controller/policy/explain/near-misses.ts';
import type { FactValue } from '../../../controller/policy/facts.ts';
import type { Rule } from '../../../controller/catalog/kinds/rule-set.ts';
import { phaseFacts, rule, ruleSet } from '../../support/rule-set.ts';

const is = (fact: string, value: unknown) => ({ fact, operator: 'equal', value });
const inMonitor = is('phase', 'Monitor');
const overTime = { fact: 'task.runMinutes', operator: 'greaterThan', value: { fact: 'task.timeoutMinutes' } };
const late = { any: [overTime] };

/** A tree in one line: + true, - false, ? missing, . not evaluated, ! fault. */
function sketch(condition: ExplainedCondition): string {
  const mark = { true: '+', false: '-', missing: '?', 'not-evaluated': '.', fault: '!' }[condition.outcome];
  switch (condition.kind) {
    case 'comparison':
      return mark + condition.fact;
    case 'reference':
      return `${mark}${condition.name}:${sketch(condition.of)}`;
    case 'not':
      return `${mark}not(${sketch(condition.of)})`;
    case 'all':
    case 'any':
      return `${mark}${condition.kind}(${condition.of.map(sketch).join(' ')})`;
  }
}

const tree = test.macro<[conditions: Rule['conditions'], facts: Record<string, FactValue>, expected: string]>(
  (t, conditions, changes, expected) => {
    const explainer = createExplainer(ruleSet([rule(conditions)], { conditions: { late } }));
    const facts = phaseFacts(changes);
    const [explained] = explainer.explain(facts, explainer.bundle.evaluate(facts));
    t.is(explained === undefined ? '' : sketch(explained.conditions), expected);
  },
);

test(
  'tree: all, until one is false',
  tree,
  { all: [inMonitor, is('subject', 'task'), is('project.tasks', 0)] },
  { phase: 'Monitor' },
  '-all(+phase -subject .project.tasks)',
);
test(
  'tree: any, until one is true',
  tree,
  { any: [is('subject', 'task'), inMonitor, is('project.tasks', 0)] },
  { phase: 'Monitor' },
  '+any(-subject +phase .project.tasks)',
);
test('tree: not turns its member round', tree, { not: { all: [inMonitor] } }, {}, '+not(-all(-phase))');
test(
  'tree: a named condition has its own',
  tree,
  { all: [{ condition: 'late' }] },
  { 'task.runMinutes': 5, 'task.timeoutMinutes': 3 },
  '+all(+late:+any(+task.runMinutes))',
);
test(
  'tree: what follows a named condition is not reached',
  tree,
  { all: [inMonitor, { condition: 'late' }] },
  {},
  '-all(-phase .late:.any(.task.runMinutes))',
);
test(
  'tree: a fact that is not known is missing',
  tree,
  { all: [is('task.outcome', 'failed')] },
  {},
  '-all(?task.outcome)',
);
test(
  'tree: so is one that it is compared with',
  tree,
  { all: [overTime] },
  { 'task.runMinutes': 5 },
  '-all(?task.runMinutes)',
);
test(
  'tree: a null that is wanted is not missing',
  tree,
  { all: [is('task.outcome', null)] },
  {},
  '+all(+task.outcome)',
);
test(
  'tree: a value that should be null is false',
  tree,
  { all: [is('task.outcome', null)] },
  { 'task.outcome': 'failed' },
  '-all(-task.outcome)',
);

test('tree: shows the values on both sides, and where it is written', (t) => {
  const explainer = createExplainer(
    ruleSet([rule({ all: [inMonitor, { condition: 'late' }] }, { description: 'It takes too long.' })], {
      conditions: { late },
    }),
    (at) => ({ file: 'rules.yaml', line: at.length, column: 1 }),
  );
  const facts = phaseFacts({ phase: 'Monitor', 'task.runMinutes': 5, 'task.timeoutMinutes': 30 });
  t.like(explainer.explain(facts, explainer.bundle.evaluate(facts))[0], {
    rule: 'only',
    description: 'It takes too long.',
    at: 'rules[0]',
    place: { file: 'rules.yaml', line: 2, column: 1 },
    priority: 1,
    type: 'Delegate',
    outcome: 'not-true',
    conditions: {
      kind: 'all',
      of: [
        { outcome: 'true', at: 'rules[0].conditions.all[0]', found: 'Monitor', operator: 'equal', expected: 'Monitor' },
        {
          kind: 'reference',
          name: 'late',
          at: 'rules[0].conditions.all[1]',
          of: {
            at: 'conditions.late',
            of: [
              {
                at: 'conditions.late.any[0]',
                outcome: 'false',
                found: 5,
                expected: 30,
                expectedFact: 'task.timeoutMinutes',
              },
            ],
          },
        },
      ],
    },
  });
});

const minute = 60_000;
const now = 1_763_800_000_000;
const always = is('subject', 'project');
const never = is('subject', 'task');

const outcome = test.macro<[changes: Partial<Rule> & { readonly before?: Rule }, timer: FactValue, wanted: string]>(
  (t, { before, ...changes }, timer, wanted) => {
    const set = ruleSet([
      ...(before === undefined ? [] : [before]),
      rule({ all: [always] }, { name: 'asked', priority: 5, ...changes }),
    ]);
    const explainer = createExplainer(set);
    const facts = phaseFacts({ now, timers: timer === null ? {} : { asked: timer } });
    const explained = explainer.explain(facts, explainer.bundle.evaluate(facts));
    t.is(explained.find((each) => each.rule === 'asked')?.outcome, wanted as RuleOutcome);
  },
);

const first = rule({ all: [always] }, { name: 'first', priority: 9 });
test('outcome: fired', outcome, {}, null, 'fired');
test('outcome: not true', outcome, { conditions: { all: [never] } }, null, 'not-true');
test('outcome: overtaken', outcome, { before: first }, null, 'overtaken');
test('outcome: shadow', outcome, { mode: 'shadow' }, null, 'shadow');
test(
  'outcome: not true, though in shadow',
  outcome,
  { mode: 'shadow', conditions: { all: [never] } },
  null,
  'not-true',
);
test('outcome: held back for a while', outcome, { for: '10m' }, { since: now - 9 * minute }, 'held-back');
test('outcome: fired after a while', outcome, { for: '10m' }, { since: now - 10 * minute }, 'fired');
test(
  'outcome: held back until it was true often enough',
  outcome,
  { rate: { times: 2, within: '1h' } },
  null,
  'held-back',
);
test('outcome: kept', outcome, { keepFor: '10m', conditions: { all: [never] } }, { firing: true }, 'kept');

const judging = test.macro<
  [rules: readonly Rule[], facts: Record<string, FactValue>, expected: Record<string, readonly string[]>]
>((t, rules, changes, expected) => {
  const explainer = createExplainer(ruleSet([...rules], { conditions: { far } }));
  const facts = phaseFacts(changes);
  const misses = nearMisses(explainer, explainer.explain(facts, explainer.bundle.evaluate(facts)), facts, 9);
  t.deepEqual(
    misses.map((miss) => [miss.rule, miss.lacks.map(({ fact }) => fact)]),
    Object.entries(expected).map(([name, facts]) => [name, [...facts]]),
  );
});

const suspended = is('project.suspended', true);
const far = { all: [suspended, is('project.tasks', 9), is('project.planned', true)] };
const named = (name: string, priority: number, conditions: Rule['conditions']) => rule(conditions, { name, priority });
test(
  'near: the fewest lacks come first, then the order of judgement',
  judging,
  [named('a', 9, far), named('b', 8, { all: [is('project.tasks', 9)] }), named('c', 7, { all: [suspended] })],
  {},
  { b: ['project.tasks'], c: ['project.suspended'], a: ['project.suspended', 'project.tasks', 'project.planned'] },
);
test(
  'near: of any, the nearest member counts',
  judging,
  [named('a', 9, { any: [far, suspended] })],
  {},
  { a: ['project.suspended'] },
);
test(
  'near: under not, every true member of any is in the way',
  judging,
  [named('a', 9, { not: { any: [is('project.suspended', false), is('project.tasks', 0)] } })],
  {},
  { a: ['project.suspended', 'project.tasks'] },
);
test(
  'near: what a named condition lacks twice counts once',
  judging,
  [named('a', 9, { all: [{ condition: 'far' }, { condition: 'far' }] })],
  { 'project.planned': true, 'project.suspended': true },
  { a: ['project.tasks'] },
);
test('near: a rule about another subject is none', judging, [named('a', 9, { all: [is('subject', 'task')] })], {}, {});
test('near: nor is one about another phase', judging, [named('a', 9, { all: [inMonitor, suspended] })], {}, {});
test(
  'near: what comes after the rule that fired could change nothing',
  judging,
  [
    named('a', 9, { all: [suspended] }),
    named('b', 8, { all: [is('project.planned', true)] }),
    named('c', 7, { all: [always] }),
    named('d', 6, { all: [suspended] }),
  ],
  {},
  { b: ['project.planned'], a: ['project.suspended'] },
);

test('explain: refuses a rule set that is not sound', (t) => {
  t.throws(() => createExplainer(ruleSet([rule({ all: [] })])), { code: 'RULES_INVALID' });
});

test('explain: of very many rules that are true, the ones that had the word are told and some others', (t) => {
  const always = { all: [{ fact: 'project.tasks', operator: 'greaterThanInclusive', value: 0 }] };
  const many = Array.from({ length: 400 }, (_, index) =>
    rule(always, { name: `rule-${index}`, priority: index + 1, ...(index === 3 ? {} : { mode: 'shadow' }) }),
  );
  const explainer = createExplainer(ruleSet(many));
  const facts = phaseFacts();
  const { rules } = explainBriefly(explainer, facts, explainer.bundle.evaluate(facts));
  t.is(rules.length, 200);
  t.is(rules.at(-1)?.rule, 'rule-3');
});
