import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import { escalationActions, failureClasses } from '../../controller/policy/failures.ts';
import { createRandom, type Random } from '../random.ts';

/** The defects that are in every workload, by the rule that has them. */
export const planted = { 'never-true': 'gap', shadowed: 'late' } as const;

const sizes = [
  'attempts',
  'agentFailures',
  'agentFailuresOfClass',
  'otherCandidates',
  'personAnswers',
  'reviewRejections',
];
const flags = ['condensed', 'supervised', 'supervisorAvailable'];
const agents = ['ada', 'ben', 'cleo', 'dan', 'eve', 'fay'];
const span = 100;

/**
 * Rules of five conditions in one `all` (equal, in, greaterThan, lessThan, equal) of the escalation stage, one of them
 * followed, in which nothing but chance decides what overlaps; two defects and what covers one of them are planted in the middle.
 */
export function createWorkload(rules: number, seed = 11): RuleSetResource {
  const random = createRandom(seed);
  const some = Array.from({ length: rules - defects.length }, (_, index) => createRule(`rule-${index}`, random));
  const all = [...some.slice(0, rules / 2), ...defects, ...some.slice(rules / 2)];
  return {
    apiVersion: 'maios.dev/v1alpha1',
    kind: 'RuleSet',
    metadata: { name: 'bench' },
    spec: {
      stage: 'escalation',
      hitPolicy: 'first',
      rules: all.map((rule, index) => ({ ...rule, priority: rules - index })),
    },
  };
}

function createRule(name: string, random: Random): Rule {
  const [above = '', below = ''] = random.pickSome(sizes, 2);
  const all = [
    { fact: 'failure', operator: 'equal', value: random.pick(failureClasses) },
    { fact: 'agent', operator: 'in', value: random.pickSome(agents, 3) },
    { fact: above, operator: 'greaterThan', value: random.below(span) },
    { fact: below, operator: 'lessThan', value: 1 + random.below(span) },
    { fact: random.pick(flags), operator: 'equal', value: random.below(2) === 1 },
  ];
  return { name, conditions: { all }, event: { type: random.pick(escalationActions) } };
}

const early = [
  { fact: 'failure', operator: 'equal', value: 'stuck' },
  { fact: 'agent', operator: 'equal', value: 'gus' },
  { fact: 'attempts', operator: 'greaterThan', value: 2 },
  { fact: 'condensed', operator: 'equal', value: true },
  { fact: 'supervised', operator: 'equal', value: true },
];
const defects: readonly Rule[] = [
  { name: 'early', conditions: { all: early.slice(0, 3) }, event: { type: 'person' } },
  { name: planted.shadowed, conditions: { all: early }, event: { type: 'fail' } },
  {
    name: planted['never-true'],
    conditions: { all: [...early, { fact: 'attempts', operator: 'lessThan', value: 3 }] },
    event: { type: 'fail' },
  },
];
