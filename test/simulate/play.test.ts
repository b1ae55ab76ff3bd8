import test from 'ava';
import { simulationLines } from '../../controller/cli/render/simulation-lines.ts';
import type { AnyResource } from '../../controller/catalog/kinds/kinds.ts';
import type { Happening } from '../../controller/simulate/happening.ts';
import { play } from '../../controller/simulate/play.ts';
import type { ScenarioSpec } from '../../controller/simulate/scenario/scenario-schema.ts';
import { simulate } from '../../controller/simulate/simulate.ts';
import { anAgent } from '../support/view.ts';
import { readRules } from '../support/read-rules.ts';
import { scenario, settingOf, task } from './scenarios.ts';

const busy: ScenarioSpec = {
  projects: [
    { name: 'p', count: 40, everyMinutes: 15, generate: { tasks: { from: 2, to: 5 }, reviews: 0.3 }, cancelled: 0.1 },
  ],
  agents: [
    { name: 'dev', count: 3, minutes: { median: 10, p95: 60 }, failures: { 'verify-failed': 0.2, timeout: 0.05 } },
    { name: 'rev', role: 'reviewer', minutes: 4, rejects: 0.3 },
  ],
  people: { answers: { retry: 1, fail: 1 } },
};
const whole = (spec: ScenarioSpec) => ({ name: 'test', spec: scenario(spec), locate: () => ({ file: 'x' }) });

test('simulate: the same seed gives the same bytes', async (t) => {
  const report = async () => JSON.stringify(await simulate(whole(busy), await settingOf(busy), { seed: 3, runs: 2 }));
  t.is(await report(), await report());
});

test('simulate: another seed gives something else', async (t) => {
  const setting = await settingOf(busy);
  const [one, other] = [await play(busy, setting, 1), await play(busy, setting, 2)];
  t.notDeepEqual(one.tally, other.tally);
});

test('simulate: projects that had not come in when the days were over are told', async (t) => {
  const spec: ScenarioSpec = { projects: [{ name: 'p', count: 40, everyMinutes: 60, arrivals: 'even' }], days: 1 };
  const report = await simulate(whole(spec), await settingOf(spec), { seed: 1, runs: 2 });
  t.like(report, { projects: 50, absent: 30 });
  const [, second] = simulationLines(report, 100);
  t.is(second?.map(({ text }) => text).join(''), '  30 projects more had not come in when the days were over');
});

const ann = (): AnyResource => anAgent('ann').resource;

for (const [what, agents, code] of [
  ['is declared twice', [ann(), ann()], 'SPEC_OWNED'],
  ['has a skill that is not there', [anAgent('ann', { skills: ['nothing'] }).resource], 'SPEC_REFERENCE'],
] as const) {
  test(`simulate: an agent that ${what} is not left out in silence`, async (t) => {
    await t.throwsAsync(settingOf({ projects: [{ name: 'p' }] }, agents), { code });
  });
}

test('simulate: several runs are the sum of their seeds', async (t) => {
  const setting = await settingOf(busy);
  const both = await simulate(whole(busy), setting, { seed: 1, runs: 2 });
  const [one, other] = [await play(busy, setting, 1), await play(busy, setting, 2)];
  t.deepEqual(both.seeds, [1, 2]);
  t.is(both.projects, 80);
  t.is(both.tasks.attempts, one.tally.attempts + other.tally.attempts);
});

// Where all agents are alike, what comes of the first try depends on nothing that the rules decided before.
test('simulate: two rule sets meet the same luck', async (t) => {
  const alike: ScenarioSpec = {
    projects: [{ name: 'p', count: 40, everyMinutes: 15, generate: { tasks: { from: 2, to: 5 } } }],
    agents: [{ name: 'dev', count: 4, minutes: { from: 5, to: 20 }, failures: { 'verify-failed': 0.3, timeout: 0.1 } }],
    people: {},
  };
  const firsts = async (rules: Parameters<typeof settingOf>[2]): Promise<ReadonlyMap<string, string>> => {
    const found = new Map<string, string>();
    const see = (one: Happening): void => {
      const key = 'subject' in one ? `${one.project}/${one.subject}` : '';
      if (one.what === 'run-ended' && one.purpose === 'work' && one.outcome !== 'fenced' && !found.has(key))
        found.set(key, one.failure ?? 'well');
    };
    await play(alike, await settingOf(alike, [], rules), 5, see);
    return found;
  };
  const { spec, ...rest } = readRules('scoring');
  const [base, other] = [
    await firsts([]),
    await firsts([{ ...rest, spec: { ...spec, rules: spec.rules.slice(0, 1), tests: [] } }]),
  ];
  t.true(base.size > 50);
  const common = [...base].filter(([key]) => other.has(key));
  t.deepEqual(
    common.filter(([key, outcome]) => other.get(key) !== outcome),
    [],
  );
});

test('simulate: the story is of the project that the first violation is about, up to it', async (t) => {
  const spec: ScenarioSpec = {
    projects: [{ name: 'demo', spec: { request: 'x', tasks: [task('build')] } }],
    agents: [{ name: 'ben', minutes: 5, outcomes: ['model-refused'] }],
  };
  const { story, violations, passed } = await simulate(whole(spec), await settingOf(spec), { seed: 1, runs: 1 });
  t.false(passed);
  t.is(violations[0]?.first.project, 'demo');
  t.true(
    story.some((line) => line.includes('build: work by ben failed, model-refused')),
    story.join('\n'),
  );
});

test('simulate: what is expected and does not come out fails, and says what came out', async (t) => {
  const spec: ScenarioSpec = {
    projects: [{ name: 'demo', spec: { request: 'x', tasks: [task('build')] } }],
    agents: [
      { name: 'ben', minutes: 50 },
      { name: 'cleo', minutes: 5 },
    ],
    acceptance: { minutes: 0 },
    expect: { completed: '>= 95%', maxMinutes: '< 30', questionsPerProject: '= 0' },
  };
  const { expectations, passed } = await simulate(whole(spec), await settingOf(spec), { seed: 1, runs: 1 });
  t.false(passed);
  t.deepEqual(
    expectations.map(({ measure, met }) => [measure, met]),
    [
      ['completed', true],
      ['maxMinutes', false],
      ['questionsPerProject', true],
    ],
  );
});

test('simulate: a rule in shadow changes nothing, and is counted', async (t) => {
  const { spec, ...rest } = readRules('escalation');
  const shadowed = {
    ...rest,
    spec: {
      ...spec,
      tests: [],
      rules: [
        ...spec.rules,
        {
          name: 'ask-always',
          priority: 2000,
          mode: 'shadow' as const,
          conditions: { all: [{ fact: 'attempts', operator: 'greaterThan', value: 0 }] },
          event: { type: 'person' },
        },
      ],
    },
  };
  const base = await simulate(whole(busy), await settingOf(busy), { seed: 1, runs: 1 });
  const other = await simulate(whole(busy), await settingOf(busy, [], [shadowed]), { seed: 1, runs: 1 });
  t.deepEqual(other.measures, base.measures);
  const line = other.rules.find(({ rule }) => rule === 'ask-always');
  t.true((line?.shadow ?? 0) > 0);
  t.is(line?.decisions, 0);
});
