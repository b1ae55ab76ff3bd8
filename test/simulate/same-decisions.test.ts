import test, { type ExecutionContext } from 'ava';
import { apiVersion } from '../../controller/catalog/kinds/envelope.ts';
import type { OrganizationResource, RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import { createDraw } from '../../controller/simulate/script/draw.ts';
import { readRules } from '../support/read-rules.ts';
import type { ScenarioSpec } from '../../controller/simulate/scenario/scenario-schema.ts';
import { playsTheSame } from './same-decisions.ts';
import { scenario, settingOf, task } from './scenarios.ts';

const projects = (...tasks: ReturnType<typeof task>[]): ScenarioSpec['projects'] => [
  { name: 'demo', spec: { request: 'x', tasks } },
];
const ben = { name: 'ben', minutes: 5 };
const cleo = { name: 'cleo', minutes: 7 };

/** Plays the scenario in both worlds, and expects these words among the texts of what was decided. */
const same = test.macro({
  title: (name) => `same decisions: ${name}`,
  async exec(t: ExecutionContext, spec: ScenarioSpec, ...moves: readonly string[]) {
    const checked = scenario(spec);
    const made = await playsTheSame(t, checked, await settingOf(checked));
    const told = [...made.values()].flat().map(({ subject, from, to }) => `${subject} ${from} ${to}`);
    for (const move of moves) t.true(told.includes(move), `${move} in\n${told.join('\n')}`);
  },
});

test('a task that succeeds', same, { projects: projects(task('build')), agents: [ben] }, 'build Monitor Complete');
test(
  'a task that fails its proof twice is reassigned',
  same,
  {
    projects: projects(task('build')),
    agents: [
      { ...ben, tasks: { build: { outcomes: ['verify-failed', 'verify-failed'] } } },
      { ...cleo, role: 'tester' },
    ],
  },
  'build Escalate Reassign',
  'build Reassign Delegate',
  'project Monitor Complete',
);
test(
  'a dependency that fails',
  same,
  {
    projects: projects(task('build'), task('ship', { dependsOn: ['build'] }), task('other')),
    agents: [{ ...ben, tasks: { build: { outcomes: ['model-refused'] } } }],
    people: { minutes: 30, answers: { fail: 1 } },
  },
  'ship Delegate Failed',
  'project Monitor Failed',
);
test(
  'a run that takes too long',
  same,
  {
    projects: projects(task('build', { timeoutMinutes: 10 })),
    agents: [
      { ...ben, tasks: { build: { outcomes: ['timeout'] } } },
      { ...cleo, role: 'tester' },
    ],
  },
  'build Monitor Escalate',
  'build Reassign Delegate',
);
test(
  "a person's answer",
  same,
  {
    projects: projects(task('build')),
    agents: [{ ...ben, tasks: { build: { outcomes: ['permission-ask', 'budget', 'effect-unknown'] } } }],
    people: { minutes: { from: 10, to: 90 }, answers: { approve: 1, retry: 1 } },
  },
  'build Escalate Delegate',
  'build Monitor Complete',
);
test(
  'a cancellation while a run is under way',
  same,
  {
    projects: [{ name: 'demo', spec: { request: 'x', tasks: [task('build')] }, cancelled: 1, cancelledAfter: 2 }],
    agents: [ben],
  },
  'project Monitor Cancelled',
  'build Monitor Cancelled',
);
test(
  'an agent plans, at the second try',
  same,
  {
    projects: [
      {
        name: 'demo',
        planned: 'by-agent',
        spec: { request: 'x', tasks: [task('build'), task('check', { reviews: 'build', role: 'reviewer' })] },
      },
    ],
    agents: [
      ben,
      { name: 'ada', role: 'planner', outcomes: ['plan-invalid'] },
      { name: 'dora', role: 'reviewer', outcomes: ['rejected'] },
    ],
  },
  'project Escalate Plan',
  'build Complete Escalate',
  'project Monitor Complete',
);
test(
  'a supervising model that wants a person asked',
  same,
  {
    projects: projects(task('build')),
    agents: [
      { ...ben, outcomes: ['verify-failed', 'verify-failed', 'succeeded'] },
      { name: 'sam', role: 'supervisor', minutes: 1, decisions: { person: 1 }, skills: [] },
    ],
    people: { answers: { retry: 1 } },
  },
  'project Monitor Complete',
);
test(
  'acceptance that fails is repaired',
  same,
  {
    projects: [
      {
        name: 'demo',
        spec: { request: 'x', acceptance: [{ name: 'smoke', command: 'true' }], tasks: [task('build')] },
      },
    ],
    agents: [ben],
    acceptance: { minutes: 1, outcomes: ['acceptance-failed'] },
    people: {},
  },
  'project Monitor Escalate',
  'repair-1 Monitor Complete',
);
test(
  'a task that nobody may be given',
  same,
  {
    projects: projects(task('build', { skills: ['write_file'] })),
    agents: [ben],
    people: { answers: { fail: 1 } },
  },
  'build Delegate Escalate',
  'build Escalate Failed',
);
test(
  'a wall clock budget that ends',
  same,
  {
    projects: [
      {
        name: 'demo',
        spec: {
          request: 'x',
          budget: { wallClockMinutes: 8 },
          tasks: [task('build'), task('ship', { dependsOn: ['build'] })],
        },
      },
    ],
    agents: [ben],
    people: { answers: { fail: 1 } },
  },
  'project Monitor Escalate',
  'project Escalate Failed',
);
test('many projects for few agents and workers', same, {
  projects: [
    { name: 'many', count: 6, everyMinutes: 4, generate: { tasks: { from: 2, to: 4 }, reviews: 0.3 }, cancelled: 0.2 },
  ],
  agents: [
    {
      name: 'dev',
      count: 2,
      minutes: { median: 8, p95: 40 },
      failures: { 'verify-failed': 0.2, timeout: 0.1, stuck: 0.1 },
    },
    { name: 'rev', role: 'reviewer', rejects: 0.5 },
  ],
  acceptance: { failures: { 'acceptance-failed': 0.3 } },
  people: { minutes: { from: 1, to: 300 }, answers: { retry: 1, reassign: 1, fail: 1 } },
  workers: 2,
});

const timed: RuleSetResource = withRules('phases', 'timed', [
  {
    name: 'slow-task-escalates',
    priority: 5000,
    for: '3m',
    keepFor: '1m',
    conditions: {
      all: [
        { fact: 'subject', operator: 'equal', value: 'task' },
        { fact: 'phase', operator: 'equal', value: 'Monitor' },
        { fact: 'task.runMinutes', operator: 'greaterThan', value: 1 },
      ],
    },
    event: { type: 'Escalate' },
  },
  {
    name: 'would-give-up',
    priority: 4000,
    mode: 'shadow',
    conditions: { all: [{ fact: 'project.tasksOpen', operator: 'greaterThan', value: 1 }] },
    event: { type: 'Cancelled' },
  },
]);

test('same decisions: rules with for, keepFor and in shadow remember the same', async (t) => {
  const spec = scenario({
    projects: [
      { name: 'demo', spec: { request: 'x', rules: { phase: 'timed' }, tasks: [task('build'), task('ship')] } },
    ],
    agents: [ben, cleo],
    people: { answers: { fail: 1 } },
  });
  const made = await playsTheSame(t, spec, await settingOf(spec, [timed]));
  const all = [...made.values()].flat();
  t.true(all.some((one) => JSON.stringify(one['intents']).includes('keep-timers')));
  t.true(all.some((one) => JSON.stringify(one['verdict']).includes('"shadow"')));
});

test('same decisions: a question that nobody answers expires into another try', async (t) => {
  const expiring = withRules('escalation', 'expiring', [
    {
      name: 'ask-for-a-while',
      priority: 5000,
      conditions: { all: [{ fact: 'failure', operator: 'equal', value: 'model-refused' }] },
      event: { type: 'person', params: { question: 'And now?', expiresMinutes: 7, onExpiry: 'retry' } },
    },
  ]);
  const spec = scenario({
    projects: [{ name: 'demo', spec: { request: 'x', rules: { escalation: 'expiring' }, tasks: [task('build')] } }],
    agents: [{ ...ben, tasks: { build: { outcomes: ['model-refused'] } } }],
  });
  const made = [...(await playsTheSame(t, spec, await settingOf(spec, [expiring]))).values()].flat();
  t.true(made.some((one) => JSON.stringify(one['intents']).includes('expire-escalation')));
  t.is(made.at(-1)?.['to'], 'Complete');
});

test('same decisions: an organization with a quota of runs, and projects with a limit', async (t) => {
  const organization: OrganizationResource = {
    apiVersion,
    kind: 'Organization',
    metadata: { name: 'local' },
    spec: { quotas: { parallelRuns: 2 } },
  };
  const tasks = [task('a'), task('b'), task('c')];
  const spec = scenario({
    projects: [{ name: 'p', count: 3, spec: { request: 'x', limits: { parallelRuns: 2 }, tasks } }],
    agents: [{ name: 'dev', count: 4, minutes: { from: 3, to: 9 } }],
  });
  t.is((await playsTheSame(t, spec, await settingOf(spec, [organization]))).size, 3);
});

// What nobody thought of: scenarios by chance, each of them held to the store.
for (const seed of [1, 2, 3, 4]) {
  test(`same decisions: a scenario by chance, ${seed}`, async (t) => {
    const draw = createDraw(seed);
    const share = (about: string) => draw(about) * 0.3;
    const failures = { 'verify-failed': share('v'), stuck: share('s'), timeout: share('t') / 3, fault: share('f') / 3 };
    const spec = scenario({
      projects: [
        {
          name: 'p',
          count: 3,
          everyMinutes: 10 * draw('every'),
          generate: { tasks: { from: 1, to: 4 }, width: 3, reviews: share('r'), timeoutMinutes: 15 },
          planned: seed % 2 === 0 ? 'by-agent' : 'declared',
          cancelled: share('c'),
        },
      ],
      agents: [
        { name: 'dev', count: 2, capacity: 1 + (seed % 2), minutes: { median: 6, p95: 20 }, failures },
        { name: 'rev', role: 'reviewer', rejects: draw('rejects') },
        { name: 'sam', role: 'supervisor', minutes: 1, decisions: { retry: 1, person: 1, reassign: 1 } },
        { name: 'ada', role: 'planner', failures: { 'plan-invalid': 0.3 } },
      ],
      acceptance: { failures: { 'acceptance-failed': share('a') } },
      people: { minutes: { from: 1, to: 60 }, answers: { retry: 2, reassign: 1, fail: 1 } },
      workers: 1 + Math.floor(draw('workers') * 4),
      days: 2,
    });
    t.is((await playsTheSame(t, spec, await settingOf(spec), seed)).size, 3);
  });
}

function withRules(file: string, name: string, more: readonly Rule[]): RuleSetResource {
  const { spec, ...resource } = readRules(file);
  return { ...resource, metadata: { name }, spec: { ...spec, tests: [], rules: [...spec.rules, ...more] } };
}
