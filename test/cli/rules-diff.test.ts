import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { RuleSetResource } from '../../controller/catalog/kinds/kinds.ts';
import { isOverBudget, readFlipBudget } from '../../controller/cli/rules/flip-budget.ts';
import { pairRuleSets } from '../../controller/cli/rules/pair-rule-sets.ts';
import { createReplay } from '../../controller/policy/replay/create-replay.ts';
import { sampleFacts } from '../../controller/policy/testing/sample-facts.ts';
import { serveTestApi } from '../api/serve-test-api.ts';
import { addProject } from '../support/rows.ts';
import { readRules } from '../support/read-rules.ts';
import { recordDecisions } from '../support/record-decisions.ts';
import { bundleOf } from '../support/rule-set.ts';
import { matchesGolden } from './golden.ts';
import { startCli, type RanCli, type RunningCli } from './test-cli.ts';

const old = readRules('escalation');
/** An agent may fail the proof once more before another one takes over. */
const next = edited(
  old,
  '"agentFailuresOfClass","operator":"lessThan","value":2',
  '"agentFailuresOfClass","operator":"lessThan","value":3',
);
const failures = (count: number) => ({
  facts: {
    ...sampleFacts('escalation'),
    agent: 'ben',
    agentFailuresOfClass: count,
    attempts: count,
    otherCandidates: 1,
  },
  subject: 'router',
});

function edited(resource: RuleSetResource, from: string, to: string): RuleSetResource {
  return JSON.parse(JSON.stringify(resource).replaceAll(from, to)) as RuleSetResource;
}

interface Stage {
  readonly ids: readonly string[];
  /** Somebody looks for the owner. */
  readonly asked: Promise<void>;
  start(...args: readonly string[]): RunningCli;
  diff(...args: readonly string[]): Promise<RanCli>;
}

/** An owner with the given failures on record, and the two rule sets as files. */
async function stage(t: ExecutionContext, counts: readonly number[]): Promise<Stage> {
  const { store, scope, socketPath } = await serveTestApi(t);
  const projectId = await addProject(store, scope, { name: 'rest-api' });
  const ids = await recordDecisions(store, scope, projectId, old, counts.map(failures));
  const workingFolder = await mkdtemp(join(tmpdir(), 'maios-diff-'));
  t.teardown(() => rm(workingFolder, { recursive: true, force: true }));
  await writeFile(join(workingFolder, 'old.yaml'), JSON.stringify(old));
  await writeFile(join(workingFolder, 'new.yaml'), JSON.stringify(next));
  for (const [folder, names] of Object.entries({ pair: ['escalation', 'phases'], other: ['scoring'] } as const)) {
    await mkdir(join(workingFolder, folder));
    for (const name of names)
      await writeFile(join(workingFolder, folder, `${name}.yaml`), JSON.stringify(readRules(name)));
  }
  await writeFile(join(workingFolder, 'scoring.yaml'), JSON.stringify(readRules('scoring')));
  const asked = Promise.withResolvers<void>();
  const startOwner = async () => {
    asked.resolve();
    return { socketPath, lines: [], close: async () => {} };
  };
  const start = (...args: readonly string[]): RunningCli =>
    startCli(['rules', 'diff', ...args], { workingFolder, startOwner, columns: 100 });
  return { ids, asked: asked.promise, start, diff: async (...args) => start(...args).done };
}

/** Without what is another one at each run. */
function settled(text: string, ids: readonly string[]): string {
  const withoutIds = ids.reduce((shown, id, index) => shown.replaceAll(id, `<decision ${index + 1}>`), text);
  return withoutIds
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/yaml:1:\d+/g, 'yaml:1:<column>')
    .replaceAll(bundleOf(old).digest.slice(0, 12), '<old digest>')
    .replaceAll(bundleOf(next).digest.slice(0, 12), '<new digest>');
}

test('rules diff: shows which recorded decisions flip, and by which comparison', async (t) => {
  const { diff, ids } = await stage(t, [1, 2, 3]);
  const { code, stdout, stderr } = await diff('old.yaml', 'new.yaml');
  t.deepEqual([code, stderr], [0, '']);
  matchesGolden(t, 'rules-diff', settled(stdout, ids));
});

test('rules diff: as JSON, it is all there', async (t) => {
  const { diff, ids } = await stage(t, [2]);
  const { stdout } = await diff('old.yaml', 'new.yaml', '--budget', '5%', '-o', 'json');
  t.like(JSON.parse(stdout), {
    reports: [{ ruleSet: 'maios-escalation', flips: 1, examples: [{ decision: ids[0] }] }],
    unpaired: [],
    budget: { share: 0.05 },
    overBudget: true,
  });
});

test('rules diff: a budget that is overdrawn fails, one that is kept does not', async (t) => {
  const { diff } = await stage(t, [1, 2, 1, 1]);
  const over = await diff('old.yaml', 'new.yaml', '--budget', '20%');
  t.is(over.code, 1);
  t.regex(over.stderr, /^maios-escalation: 1 decision would come out otherwise; the budget is 20%/);
  t.is((await diff('old.yaml', 'new.yaml', '--budget', '0')).code, 1);
  t.is((await diff('old.yaml', 'new.yaml', '--budget', '25%')).code, 0);
  t.is((await diff('old.yaml', 'new.yaml', '--budget', '1')).code, 0);
});

test('rules diff: Ctrl-C breaks it off, and is no error', async (t) => {
  const { start, asked } = await stage(t, [1, 2]);
  const running = start('old.yaml', 'new.yaml');
  await asked;
  running.interrupt();
  const { code, stdout, stderr } = await running.done;
  t.deepEqual([code, stdout, stderr], [130, '', '']);
});

test('rules diff: without any history it says so, and nothing is wrong', async (t) => {
  const { diff } = await stage(t, []);
  const { code, stdout } = await diff('old.yaml', 'new.yaml', '--budget', '0');
  t.is(code, 0);
  t.regex(stdout, /no decision of this rule set is in the history/);
});

const refused: readonly (readonly [what: string, args: readonly string[], code: number, message: RegExp])[] = [
  ['rule sets of two names', ['old.yaml', 'scoring.yaml'], 2, /found maios-escalation and maios-scoring/],
  ['a budget that is none', ['old.yaml', 'new.yaml', '--budget', 'some'], 2, /--budget: expected/],
  ['a time that is none', ['old.yaml', 'new.yaml', '--history', 'long'], 2, /--history: expected/],
  ['a file that is not there', ['old.yaml', 'newer.yaml'], 5, /newer\.yaml/],
  ['two folders with nothing in common', ['pair', 'other'], 2, /found only one side of maios-escalation, maios-phases/],
  ['a rule set that is not in force', ['new.yaml'], 5, /expected a rule set maios-escalation in force/],
  ['a project that is not known', ['old.yaml', 'new.yaml', '--project', 'no'], 5, /there is no project "no"/],
];

for (const [what, args, expected, message] of refused) {
  test(`rules diff: ${what} is refused`, async (t) => {
    const { code, stderr } = await (await stage(t, [1])).diff(...args);
    t.is(code, expected);
    t.regex(stderr, message);
  });
}

for (const [text, budget] of [
  ['0', { flips: 0 }],
  ['12', { flips: 12 }],
  ['2%', { share: 0.02 }],
  ['2.5%', { share: 0.025 }],
  ['-1', undefined],
  ['two', undefined],
  ['2.5', undefined],
] as const) {
  test(`rules diff: a budget of ${text} is ${JSON.stringify(budget) ?? 'none'}`, (t) => {
    t.deepEqual(readFlipBudget(text), budget);
  });
}

for (const percent of ['7', '14', '28', '29', '55', '57', '58', '2.3']) {
  test(`rules diff: ${percent} % of the decisions are within a budget of ${percent} %`, (t) => {
    const budget = readFlipBudget(`${percent}%`) ?? { flips: -1 };
    const flips = Number(percent) * 10;
    const report = { ...createReplay(old, next).report(), decisions: 1000, flips };
    t.false(isOverBudget(budget, report));
    t.true(isOverBudget(budget, { ...report, flips: flips + 1 }));
  });
}

test('rules diff: a share is one of the decisions that could be replayed', (t) => {
  const unseen = [{ reason: 'fact x was not recorded', decisions: 90 }];
  const report = { ...createReplay(old, next).report(), decisions: 100, flips: 2, unseen };
  t.true(isOverBudget({ share: 0.1 }, report));
  t.false(isOverBudget({ share: 0.2 }, report));
});

test('rules diff: no decisions are within any budget', (t) => {
  const report = createReplay(old, next).report();
  t.false(isOverBudget({ share: 0 }, report));
  t.false(isOverBudget({ flips: 0 }, report));
});

test('rules diff: of two folders, what has one name is compared, and the rest is named', (t) => {
  const read = (resource: RuleSetResource) => ({ resource, locate: () => ({ file: 'x' }) });
  const [phases, scoring] = [readRules('phases'), readRules('scoring')];
  const { pairs, unpaired } = pairRuleSets([old, phases].map(read), [next, scoring].map(read));
  t.like(pairs, [{ old: { resource: old }, new: { resource: next } }]);
  t.is(pairs.length, 1);
  t.deepEqual(unpaired, ['maios-phases', 'maios-scoring']);
});
