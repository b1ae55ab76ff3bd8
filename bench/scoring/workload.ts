import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import type { Facts } from '../../controller/policy/facts.ts';
import { loadRuleSet } from '../../controller/policy/load-rule-set.ts';
import { sampleFacts } from '../../controller/policy/testing/sample-facts.ts';
import type { RuleBundle } from '../../controller/policy/verdict.ts';
import type { Random } from '../random.ts';

/** Twenty scoring rules. */
export function loadScoringRules(): RuleBundle {
  const loaded = loadRuleSet({
    apiVersion: 'maios.dev/v1alpha1',
    kind: 'RuleSet',
    metadata: { name: 'bench' },
    spec: { stage: 'scoring', hitPolicy: 'collect-sum', rules: [...rules] },
  });
  if (loaded.problems !== undefined) throw loaded.problems[0] ?? new Error('expected a problem');
  return loaded.bundle;
}

const roles = ['developer', 'tester', 'reviewer', 'planner'];
const failures = ['verify-failed', 'timeout', 'stuck', null];

/** The facts of a task, which all its candidates share. */
export function taskFacts(random: Random): Facts {
  const wanted = Object.entries(sampleFacts('scoring')).filter(([name]) => name === 'now' || name.startsWith('task.'));
  return {
    ...Object.fromEntries(wanted),
    'task.role': random.pick(roles),
    'task.attempts': random.below(4),
    'task.isReview': random.below(5) === 0,
    'task.failure': random.pick(failures),
  };
}

/** All other facts of a pair of task and candidate. */
export function agentFacts(random: Random): Facts {
  const { 'agent.traits': _, ...sample } = sampleFacts('scoring');
  const wanted = Object.entries(sample).filter(([name]) => name.startsWith('agent.'));
  return {
    ...Object.fromEntries(wanted),
    'agent.role': random.pick(roles),
    'agent.traits': { care: random.below(10), speed: random.below(10) },
    'agent.labels': { team: random.pick(['red', 'blue']) },
    'agent.skills': ['read_file', 'write_file', random.pick(['run_command', 'search'])],
    'agent.matchesRole': random.below(3) === 0,
    'agent.successes': random.below(50),
    'agent.failures': random.below(10),
    'agent.successBound': random.below(100) / 100,
    'agent.load': random.below(4) / 4,
    'agent.meanMinutes': random.below(60),
    'agent.meanUsd': random.below(100) / 100,
    'agent.failuresHere': random.below(3),
    'agent.isIncumbent': random.below(10) === 0,
    'agent.isAuthor': random.below(10) === 0,
    'agent.workedOnDependency': random.below(4) === 0,
  };
}

// What scoring rules look like: some about the task, most about both, a few whose score follows a fact.
const rules: readonly Rule[] = [
  score('evidence', [['agent.successes', 'greaterThan', 0]], { add: { fact: 'agent.successBound' }, times: 40 }),
  score('load', [['agent.load', 'greaterThan', 0]], { add: { fact: 'agent.load' }, times: -15 }),
  score('role', [['agent.matchesRole', 'equal', true]], { add: 30 }),
  score(
    'incumbent',
    [
      ['agent.isIncumbent', 'equal', true],
      ['task.attempts', 'lessThan', 2],
    ],
    { add: 5 },
  ),
  score(
    'author',
    [
      ['agent.isAuthor', 'equal', true],
      ['task.isReview', 'equal', true],
    ],
    { add: -50 },
  ),
  score('dependency', [['agent.workedOnDependency', 'equal', true]], { add: 8 }),
  score('failed-here', [['agent.failuresHere', 'greaterThan', 0]], { add: { fact: 'agent.failuresHere' }, times: -20 }),
  score(
    'costly',
    [
      ['agent.meanUsd', 'greaterThan', 0.5],
      ['task.attempts', 'equal', 0],
    ],
    { add: -10 },
  ),
  score(
    'slow',
    [
      ['agent.meanMinutes', 'greaterThan', 30],
      ['task.failure', 'equal', 'timeout'],
    ],
    { add: -25 },
  ),
  score(
    'fast',
    [
      ['agent.meanMinutes', 'lessThan', 10],
      ['task.failure', 'equal', 'timeout'],
    ],
    { add: 10 },
  ),
  score(
    'new',
    [
      ['agent.successes', 'equal', 0],
      ['agent.failures', 'equal', 0],
    ],
    { add: 3 },
  ),
  score(
    'careful',
    [
      ['agent.traits', 'greaterThan', 6, '$.care'],
      ['task.isReview', 'equal', true],
    ],
    { add: 12 },
  ),
  score(
    'quick',
    [
      ['agent.traits', 'greaterThan', 6, '$.speed'],
      ['task.isReview', 'equal', false],
    ],
    { add: 4 },
  ),
  score('team', [['agent.labels', 'equal', 'red', '$.team']], { add: 1 }),
  score(
    'runs',
    [
      ['agent.skills', 'contains', 'run_command'],
      ['task.role', 'equal', 'tester'],
    ],
    { add: 6 },
  ),
  score(
    'searches',
    [
      ['agent.skills', 'contains', 'search'],
      ['task.role', 'in', ['reviewer', 'planner']],
    ],
    { add: 6 },
  ),
  score(
    'developer',
    [
      ['agent.role', 'equal', 'developer'],
      ['task.role', 'equal', 'developer'],
    ],
    { add: 2 },
  ),
  score(
    'stuck',
    [
      ['task.failure', 'in', ['stuck', 'verify-failed']],
      ['agent.isIncumbent', 'equal', false],
    ],
    { add: 7 },
  ),
  score(
    'late',
    [
      ['task.attempts', 'greaterThanInclusive', 2],
      ['agent.successBound', 'greaterThan', 0.6],
    ],
    { add: 9 },
  ),
  score('unreliable', [['agent.failures', 'greaterThan', { fact: 'agent.successes' }]], { add: -30 }),
];

type Test = readonly [fact: string, operator: string, value: unknown, path?: string];

function score(name: string, tests: readonly Test[], params: Readonly<Record<string, unknown>>): Rule {
  const all = tests.map(([fact, operator, value, path]) => ({
    fact,
    operator,
    value,
    ...(path === undefined ? {} : { path }),
  }));
  return { name, conditions: { all }, event: { type: 'score', params } };
}
