import test from 'ava';
import type { RuleSetResource } from '../../../controller/catalog/kinds/kinds.ts';
import type { Facts } from '../../../controller/policy/facts.ts';
import type { CheckedDecision } from '../../../controller/policy/replay/checked-decision.ts';
import { createChecker } from '../../../controller/policy/replay/create-checker.ts';
import { sampleFacts } from '../../../controller/policy/testing/sample-facts.ts';
import { bundleOf, phaseFacts, rule, ruleSet } from '../../support/rule-set.ts';

const planned = rule({ all: [{ fact: 'project.planned', operator: 'equal', value: true }] });

function decided(resource: RuleSetResource, facts: Facts, changes: Partial<CheckedDecision> = {}): CheckedDecision {
  const { digest } = bundleOf(resource);
  const verdict = bundleOf(resource).evaluate(facts);
  const about = { id: 'd1', projectId: 'p1', subject: 'project', ruleSet: resource.metadata.name, digest };
  return { ...about, facts, verdict, candidates: null, ...changes };
}

async function check(resource: RuleSetResource, decision: CheckedDecision) {
  return createChecker(resource)?.check(decision);
}

const teams = { fact: 'agent.labels', path: '$.teams' };
const sound: readonly (readonly [what: string, resource: RuleSetResource, facts: Facts])[] = [
  ['a rule that is true', ruleSet([planned]), phaseFacts({ 'project.planned': true })],
  ['a rule that is not true', ruleSet([planned]), phaseFacts()],
  ['a rule that waits', ruleSet([{ ...planned, for: '10m' }]), phaseFacts({ 'project.planned': true })],
  ['a rule in shadow', ruleSet([{ ...planned, mode: 'shadow' }]), phaseFacts({ 'project.planned': true })],
  [
    'a rule behind the first one',
    ruleSet([
      { ...planned, priority: 2 },
      { ...planned, name: 'second', priority: 1 },
    ]),
    phaseFacts({ 'project.planned': true }),
  ],
  [
    'a group that is settled before json-rules-engine fails',
    ruleSet(
      [
        rule(
          {
            all: [
              { ...teams, operator: 'notEqual', value: null },
              { fact: 'agent.role', operator: 'in', value: teams },
            ],
          },
          { event: { type: 'allow' } },
        ),
      ],
      { stage: 'permission' },
    ),
    sampleFacts('permission'),
  ],
  [
    'a rule that neither can judge',
    ruleSet([rule({ all: [{ fact: 'agent.role', operator: 'in', value: teams }] }, { event: { type: 'allow' } })], {
      stage: 'permission',
    }),
    sampleFacts('permission'),
  ],
];

for (const [what, resource, facts] of sound) {
  test(`self-check: ${what} is sound`, async (t) => {
    t.is(await check(resource, decided(resource, facts)), undefined);
  });
}

test('self-check: another rule, another type or a lost memory is a difference', async (t) => {
  const resource = ruleSet([{ ...planned, for: '10m' }]);
  const decision = decided(resource, phaseFacts({ 'project.planned': true }));
  const { timers: _, ...forgot } = decision.verdict;
  for (const verdict of [forgot, { ...decision.verdict, hits: [{ rule: 'only', type: 'Plan', params: {} }] }]) {
    t.like(await check(resource, { ...decision, verdict }), { kind: 'verdict', decision: 'd1', projectId: 'p1' });
  }
});

test('self-check: a revision that another version named otherwise is checked all the same', async (t) => {
  const resource = ruleSet([planned]);
  const decision = decided(resource, phaseFacts({ 'project.planned': true }));
  const digest = 'of the rules and their tests';
  const renamed = { ...decision, digest, verdict: { ...decision.verdict, digest } };
  t.is(await check(resource, renamed), undefined);
  t.like(await check(resource, { ...renamed, digest: 'another' }), { kind: 'verdict' });
  t.like(await check(resource, { ...renamed, verdict: { ...renamed.verdict, hits: [] } }), { kind: 'verdict' });
});

test('self-check: a rule set that is not sound checks nothing', (t) => {
  t.is(createChecker(ruleSet([rule({ all: [{ fact: 'nothing', operator: 'equal', value: 1 }] })])), undefined);
});

test('self-check: facts of another version cannot be checked', async (t) => {
  const resource = ruleSet([planned]);
  await t.throwsAsync(check(resource, decided(resource, phaseFacts(), { facts: {} })), { code: 'INTERNAL' });
});
