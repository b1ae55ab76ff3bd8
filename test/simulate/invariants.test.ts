import test from 'ava';
import type { Happening, Told } from '../../controller/simulate/happening.ts';
import { invariants, watchAll } from '../../controller/simulate/invariants/watch-all.ts';

const about = { subject: 'build', purpose: 'work', agent: 'ben' } as const;
const queued = { what: 'run-queued', run: 'r1', capacity: 1, dependsOn: [], ...about } as const;
const started = { what: 'run-started', run: 'r1', ...about } as const;
const ended = { what: 'run-ended', run: 'r1', outcome: 'succeeded', failure: null, busyMs: 1, ...about } as const;
const comesIn = { what: 'project-started', parallelRuns: 2 } as const;
const moved = (of: 'project' | 'task', from: string, to: string) =>
  ({ what: 'moved', subject: of === 'task' ? 'build' : 'project', of, from, to }) as Told;
const accepted = { ...ended, run: 'r2', subject: 'project', purpose: 'accept', agent: null } as const;

/** Which invariants a list of happenings violates. */
function violated(happened: readonly Told[], atRest = true): readonly string[] {
  const watch = watchAll(1);
  happened.forEach((told, index) => {
    const happening: Happening = { ...told, at: index, project: 'demo' };
    watch.see(happening);
  });
  return [...new Set(watch.end({ at: happened.length, atRest }).map(({ invariant }) => invariant))];
}

const good: readonly Told[] = [
  comesIn,
  moved('project', 'Plan', 'Delegate'),
  queued,
  started,
  moved('task', 'Delegate', 'Monitor'),
  moved('project', 'Delegate', 'Monitor'),
  ended,
  moved('task', 'Monitor', 'Complete'),
  accepted,
  moved('project', 'Monitor', 'Complete'),
  { what: 'project-ended', phase: 'Complete' },
];

const broken: Readonly<Record<string, readonly Told[]>> = {
  noIllegalMove: [
    comesIn,
    moved('task', 'Delegate', 'Complete'),
    { what: 'stalled', subject: 'build', code: 'RULES_ILLEGAL', message: 'no' },
  ],
  rulesCanBeJudged: [comesIn, { what: 'stalled', subject: 'build', code: 'RULES_INVALID', message: 'no list' }],
  completeOnlyAfterAcceptance: good.filter((one) => one !== accepted),
  completeOnlyAfterProof: good.map((one) => (one === ended ? { ...ended, outcome: 'failed' as const } : one)),
  nothingAfterTheEnd: [...good, { ...queued, run: 'r3' }, { ...ended, run: 'r3' }],
  noTaskGivenToExcludedAgent: [comesIn, { what: 'handed-over', subject: 'build', agent: 'ben' }, queued, ended],
  neverAboveCapacity: [
    comesIn,
    queued,
    { ...queued, run: 'r2', subject: 'other' },
    ended,
    { ...ended, run: 'r2', subject: 'other' },
  ],
  oneRunATask: [
    comesIn,
    queued,
    { ...queued, run: 'r2', agent: 'cleo' },
    ended,
    { ...ended, run: 'r2', agent: 'cleo' },
  ],
  neverAboveParallelRuns: ['a', 'b', 'c'].flatMap((name) => [{ ...queued, run: name, subject: name, agent: name }]),
  dependenciesFirst: [comesIn, { ...queued, dependsOn: ['base'] }, ended],
  comesToRest: [comesIn, { what: 'restless', steps: 1001 }],
  everyProjectEnds: [comesIn],
  escalationsEnd: [comesIn, { what: 'asked', question: 'q1', subject: 'build', action: 'person' }],
  runsEnd: [comesIn, queued],
};

test('invariants: a project that goes well violates none', (t) => {
  t.deepEqual(violated(good), []);
});

test('invariants: every one of them has a list of happenings here that violates it', (t) => {
  t.deepEqual(Object.keys(broken).toSorted(), invariants.map(({ name }) => name).toSorted());
});

for (const { name, meaning } of invariants) {
  test(`invariants: ${name}: ${meaning}`, (t) => {
    const happened = name === 'neverAboveParallelRuns' ? [comesIn, ...(broken[name] ?? [])] : (broken[name] ?? []);
    t.true(violated(happened).includes(name));
    t.false(violated(good).includes(name));
  });
}

test('invariants: what is open when the time is up is not wrong', (t) => {
  t.deepEqual(
    violated([comesIn, queued, { what: 'asked', question: 'q1', subject: 'build', action: 'person' }], false),
    [],
  );
});

test('invariants: a question that is closed, or a task proved again, is as it should be', (t) => {
  const answered: readonly Told[] = [
    comesIn,
    { what: 'asked', question: 'q1', subject: 'build', action: 'person' },
    { what: 'closed', question: 'q1', answer: 'retry', by: 'ben' },
  ];
  t.deepEqual(violated(answered), ['everyProjectEnds']);
});
