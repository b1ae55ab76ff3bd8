import test, { type ExecutionContext } from 'ava';
import { type ScenarioSpec } from '../../controller/simulate/scenario/scenario-schema.ts';
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
