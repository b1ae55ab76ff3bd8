import fc from 'fast-check';
import test from 'ava';
import type { Rule, RuleSetSpec, RuleTest } from '../../../controller/catalog/kinds/rule-set.ts';
import type { RuleSetResource } from '../../../controller/catalog/kinds/kinds.ts';
import { parseRuleSet, type ParsedRuleSet } from '../../../controller/policy/load/parse-rule-set.ts';
import { changedFacts } from '../../../controller/policy/testing/changed-facts.ts';
import { createGround } from '../../../controller/policy/testing/ground.ts';
import { createCaseBench } from '../../../controller/policy/testing/mutants/case-bench.ts';
import { mutantsOf } from '../../../controller/policy/testing/mutants/mutants-of.ts';
import { mutationScore } from '../../../controller/policy/testing/mutants/mutation-score.ts';
import { tellingFacts } from '../../../controller/policy/testing/mutants/telling-facts.ts';
import { runCase } from '../../../controller/policy/testing/run-case.ts';
import { sampleFacts } from '../../../controller/policy/testing/sample-facts.ts';
import { testRuleSet } from '../../../controller/policy/testing/test-rule-set.ts';
import { anyTiedFacts } from '../../support/any-facts.ts';
import { readRules } from '../../support/read-rules.ts';
import { rule, ruleSet } from '../../support/rule-set.ts';

function parsedOf(resource: RuleSetResource): ParsedRuleSet {
  const parsed = parseRuleSet(resource);
  if ('problems' in parsed) throw parsed.problems[0] ?? new Error('expected a problem');
  return parsed;
}

function scoreOf(resource: RuleSetResource) {
  const report = testRuleSet(resource);
  if (report.problems !== undefined) throw report.problems[0] ?? new Error('expected a problem');
  return mutationScore(parsedOf(resource), report.results);
}

const plants = test.macro({
  exec: (t, rules: readonly Rule[], changes: Partial<RuleSetSpec>, ...expected: readonly string[]) => {
    const mutants = [...mutantsOf(parsedOf(ruleSet(rules, changes)))];
    t.deepEqual(
      mutants.map(({ at, what }) => `${at.slice(2).join('.')}: ${what}`),
      expected,
    );
  },
  title: (what) => `mutants: ${what}`,
});

const scoring = { stage: 'scoring', hitPolicy: 'collect-sum' } as const;
const points = (conditions: object, params: object, name = 'only'): Rule =>
  rule({ ...conditions }, { name, event: { type: 'score', params: { ...params } } });
const busy = { fact: 'agent.load', operator: 'greaterThan', value: 0.5 };
const own = { fact: 'agent.isAuthor', operator: 'equal', value: true };

test(
  'operators, thresholds by their last decimal, scores',
  plants,
  [points({ all: [busy] }, { add: 10 })],
  scoring,
  'conditions.all.0: agent.load greaterThan 0.5 → greaterThanInclusive',
  'conditions.all.0: agent.load greaterThan 0.5 → lessThanInclusive',
  'conditions.all.0: agent.load greaterThan 0.5 → 0.4',
  'conditions.all.0: agent.load greaterThan 0.5 → 0.6',
  'event.params.add: add 10 → 11',
  'event.params.add: add 10 → -10',
);
test(
  'groups, their members, not',
  plants,
  [points({ any: [own, { not: own }] }, { add: { fact: 'agent.load' } })],
  scoring,
  'conditions: any → all',
  'conditions: without agent.isAuthor equal true',
  'conditions: without member 2, not',
  'conditions.any.0: agent.isAuthor equal true → notEqual',
  'conditions.any.1: without its not',
  'conditions.any.1.not: agent.isAuthor equal true → notEqual',
  'event.params.times: times 1 → 2',
  'event.params.times: times 1 → -1',
);
const inPlan = { fact: 'phase', operator: 'equal', value: 'Plan' };
const ended = { fact: 'phase', operator: 'in', value: ['Failed', 'Cancelled'] };
test(
  'words, lists, events',
  plants,
  [rule({ all: [inPlan, ended] })],
  {},
  'conditions: all → any',
  'conditions: without phase equal Plan',
  'conditions: without phase in ["Failed","Cancelled"]',
  'conditions.all.0: phase equal Plan → notEqual',
  'conditions.all.0: phase equal Plan → "Delegate"',
  'conditions.all.1: phase in ["Failed","Cancelled"] → notIn',
  'conditions.all.1: phase in ["Failed","Cancelled"] → ["Cancelled"]',
  'conditions.all.1: phase in ["Failed","Cancelled"] → ["Failed"]',
  'event.type: event Delegate → Monitor',
);
test(
  'times, and the order of neighbours',
  plants,
  [
    rule({ all: [inPlan] }, { name: 'a', priority: 2, for: '10m' }),
    rule({ all: [inPlan] }, { name: 'b', keepFor: '1h', rate: { times: 2, within: '5m' } }),
  ],
  {},
  'conditions.all.0: phase equal Plan → notEqual',
  'conditions.all.0: phase equal Plan → "Delegate"',
  'event.type: event Delegate → Monitor',
  'for: without for 10m',
  'for: for 10m → 9m',
  'for: for 10m → 11m',
  'conditions.all.0: phase equal Plan → notEqual',
  'conditions.all.0: phase equal Plan → "Delegate"',
  'event.type: event Delegate → Monitor',
  'keepFor: without keepFor 1h',
  'keepFor: keepFor 1h → 2h',
  'rate: without rate 2 within 5m',
  'rate.times: rate times 2 → 1',
  'rate.times: rate times 2 → 3',
  'rate.within: rate within 5m → 4m',
  'rate.within: rate within 5m → 6m',
  'priority: b before a',
);
test(
  'references, and what they lead to, once',
  plants,
  [
    rule({ all: [{ condition: 'early' }] }, { name: 'a', priority: 2 }),
    rule({ condition: 'early' }, { name: 'b', event: { type: 'Failed' } }),
  ],
  { hitPolicy: 'collect', conditions: { early: { all: [inPlan] }, unused: { all: [inPlan] } } },
  'all.0: phase equal Plan → notEqual',
  'all.0: phase equal Plan → "Delegate"',
  'conditions.all.0: early → not early',
  'event.type: event Delegate → Monitor',
  'conditions: early → not early',
  'event.type: event Failed → Cancelled',
);

const large = (name: string, value: number, priority: number, type: string) =>
  rule({ all: [{ fact: 'project.tasks', operator: 'greaterThan', value }] }, { name, priority, event: { type } });
const tests = (...facts: readonly (readonly [number, string])[]): RuleTest[] =>
  facts.map(([tasks, found]) => ({
    name: `${tasks}`,
    facts: { 'project.tasks': tasks },
    expect: { rule: found },
  }));

test('mutation score: cases at the threshold notice what cases far from it do not', (t) => {
  const rules = [large('many', 5, 2, 'Escalate'), rule({ not: inPlan }, { name: 'else', priority: 1 })];
  const others = { else: { facts: { phase: 'Monitor' }, expect: { rule: 'else' } } };
  const far = [
    ...tests([9, 'many']),
    { name: 'else', ...others.else },
    { name: 'no', facts: {}, expect: { none: true } },
  ];
  const near = [...far, ...tests([6, 'many']), { name: '5', facts: { 'project.tasks': 5 }, expect: { none: true } }];
  const both = {
    name: 'both',
    facts: { phase: 'Monitor', 'project.tasks': 6 },
    expect: { rule: 'many', type: 'Escalate' },
  };
  const survivors = (cases: readonly RuleTest[]) =>
    scoreOf(ruleSet(rules, { tests: [...cases] })).survivors.map(({ what }) => what);
  t.deepEqual(survivors(far), [
    'project.tasks greaterThan 5 → greaterThanInclusive',
    'project.tasks greaterThan 5 → 4',
    'project.tasks greaterThan 5 → 6',
    'event Escalate → Reassign',
    'event Delegate → Monitor',
    'else before many',
  ]);
  t.deepEqual(survivors([...near, both]), ['event Delegate → Monitor']);
});

test('mutation score: a survivor comes with facts that tell it, and what the rules say about them now', (t) => {
  const { survivors } = scoreOf(ruleSet([large('many', 5, 1, 'Escalate')], { tests: tests([9, 'many']) }));
  const [first] = survivors;
  t.is(first?.what, 'project.tasks greaterThan 5 → greaterThanInclusive');
  t.deepEqual(first?.at, ['rules', 0, 'conditions', 'all', 0]);
  t.deepEqual(changedFacts(first?.telling?.facts ?? {}, sampleFacts('phase')), { 'project.tasks': 5 });
  t.deepEqual(first?.telling?.verdict.hits, []);
});

test('mutation score: what means the same is not counted', (t) => {
  // Behind a rule for more than five, fewer than six is always so.
  const rules = [large('many', 5, 2, 'Escalate'), { ...large('few', 5, 1, 'Delegate') }].map((each, index) =>
    index === 0 ? each : { ...each, conditions: { all: [{ fact: 'project.tasks', operator: 'lessThan', value: 6 }] } },
  );
  const cases = [...tests([5, 'few'], [6, 'many']), { name: 'type', facts: {}, expect: { type: 'Delegate' } }];
  const typed = { name: 'many', facts: { 'project.tasks': 6 }, expect: { type: 'Escalate' } };
  const { score, equivalent, survivors } = scoreOf(ruleSet(rules, { tests: [...cases, typed] }));
  t.deepEqual([score, survivors.map(({ what }) => what)], [1, []]);
  // `lessThan 7` and `lessThanInclusive 6` behind it, and the order of two rules that are never both true.
  t.is(equivalent, 3);
});

const planned = { fact: 'project.planned', operator: 'equal', value: true };
const overFive = { fact: 'project.tasks', operator: 'greaterThan', value: 5 };
const overTen = { fact: 'project.tasks', operator: 'greaterThan', value: 10 };
const tellsLater = test.macro({
  exec: (t, rules: readonly Rule[], what: string, series: NonNullable<RuleTest['series']>) => {
    const parsed = parsedOf(ruleSet(rules));
    const ground = createGround(parsed);
    const mutant = [...mutantsOf(parsed)].find((each) => each.what === what);
    if (mutant === undefined) return t.fail('expected a mutant');
    t.true(tellingFacts(mutant, ground, () => false).possible);
    const later: RuleTest = { name: 'later', facts: {}, series };
    const [now = [], other = []] = [ground.bundle, createCaseBench(parsed, []).wholeOf(mutant)].map((bundle) =>
      runCase(later, bundle).map(({ verdict }) => verdict.hits.map((hit) => hit.rule)),
    );
    t.notDeepEqual(other, now);
  },
  title: (what) => `mutants: ${what} is not the same`,
});
test(
  'the order of a rule that is kept and one that is true afterwards',
  tellsLater,
  [
    rule({ all: [inPlan] }, { name: 'kept', priority: 2, keepFor: '10m' }),
    rule({ not: inPlan }, { name: 'other', priority: 1, event: { type: 'Failed' } }),
  ],
  'other before kept',
  [{}, { after: '1m', facts: { phase: 'Monitor' } }],
);
test(
  'what counts for a rule that waits while another decides',
  tellsLater,
  [
    rule({ all: [overFive] }, { name: 'large', priority: 2 }),
    rule({ any: [planned, overTen] }, { name: 'slow', priority: 1, for: '10m' }),
  ],
  'project.tasks greaterThan 10 → 9',
  [{ facts: { 'project.tasks': 10 } }, { after: '10m', facts: { 'project.tasks': 0, 'project.planned': true } }],
);
test(
  'what is kept of a rule that was true while another decided',
  tellsLater,
  [
    rule({ all: [overFive] }, { name: 'large', priority: 2 }),
    rule({ all: [overTen] }, { name: 'kept', priority: 1, keepFor: '10m', event: { type: 'Failed' } }),
  ],
  'without keepFor 10m',
  [{ facts: { 'project.tasks': 11 } }, { after: '1m', facts: { 'project.tasks': 0 } }],
);

test('mutation score: a series notices how long a rule waits', (t) => {
  const rules = [rule({ all: [inPlan] }, { name: 'slow', for: '10m', event: { type: 'Escalate' } })];
  const wait = (...steps: readonly (readonly [string, boolean])[]): RuleTest => ({
    name: 'waits',
    facts: {},
    series: [
      { expect: { none: true } },
      ...steps.map(([after, fires]) => ({ after, expect: fires ? { type: 'Escalate' } : { none: true } })),
    ],
  });
  const elsewhere = [
    {
      name: 'in another phase',
      facts: { phase: 'Delegate' },
      series: [{ expect: { none: true } }, { after: '1h', expect: { none: true } }],
    },
  ];
  const survivors = (...cases: readonly RuleTest[]) =>
    scoreOf(ruleSet(rules, { tests: [...cases, ...elsewhere] })).survivors.map(({ what }) => what);
  t.deepEqual(survivors(wait(['1h', true])), ['for 10m → 9m', 'for 10m → 11m']);
  t.deepEqual(survivors(wait(['9m', false], ['1m', true])), []);
});

test('mutation score: where it takes time to tell, a survivor comes with a series', (t) => {
  const rules = [rule({ all: [inPlan] }, { name: 'slow', for: '10m', event: { type: 'Escalate' } })];
  const { survivors } = scoreOf(ruleSet(rules, { tests: [{ name: 'none', facts: {}, expect: { none: true } }] }));
  t.deepEqual(
    survivors.map(({ what, series, telling }) => [what, series?.series ?? telling?.verdict.hits]),
    [
      [
        'phase equal Plan → notEqual',
        [{ expect: { none: true } }, { after: '10m', expect: { rule: 'slow', type: 'Escalate' } }],
      ],
      [
        'phase equal Plan → "Delegate"',
        [{ expect: { none: true } }, { after: '10m', expect: { rule: 'slow', type: 'Escalate' } }],
      ],
      [
        'event Escalate → Reassign',
        [{ expect: { none: true } }, { after: '10m', expect: { rule: 'slow', type: 'Escalate' } }],
      ],
      ['for 10m → 9m', [{ expect: { none: true } }, { after: '9m', expect: { none: true } }]],
      ['for 10m → 11m', [{ expect: { none: true } }, { after: '10m', expect: { rule: 'slow', type: 'Escalate' } }]],
    ],
  );
});

for (const file of ['phases', 'escalation', 'scoring', 'permissions']) {
  test(`mutants of ${file}: what is said to mean the same says the same, whatever the facts`, (t) => {
    const parsed = parsedOf(readRules(file));
    const ground = createGround(parsed);
    const bench = createCaseBench(parsed, []);
    const same = [...mutantsOf(parsed)].filter((mutant) => !tellingFacts(mutant, ground, () => false).possible);
    t.true(same.length > 0);
    fc.assert(
      fc.property(anyTiedFacts(parsed.spec.stage), (facts) => {
        const { hits } = ground.bundle.evaluate(facts);
        for (const mutant of same) {
          t.deepEqual(bench.bundleFor(mutant, facts).evaluate(facts).hits, hits, mutant.what);
        }
      }),
      { numRuns: 300 },
    );
  });
}
