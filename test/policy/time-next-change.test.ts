import test from 'ava';
import fc from 'fast-check';
import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import type { FactValue, Facts } from '../../controller/policy/facts.ts';
import type { RuleBundle, Verdict } from '../../controller/policy/verdict.ts';
import { bundleOf, phaseFacts, rule, ruleSet } from '../support/rule-set.ts';

const now = 1_763_800_000_000;
const minute = 60_000;

type Conditions = Readonly<Record<string, unknown>>;
const all = (...members: readonly Conditions[]): Conditions => ({ all: [...members] });
const compare = (fact: string, operator: string, value: unknown): Conditions => ({ fact, operator, value });

const next = test.macro({
  exec(
    t,
    changes: Partial<Rule>,
    conditions: Conditions,
    facts: Readonly<Record<string, FactValue>>,
    afterMs: number | undefined,
  ) {
    const bundle = bundleOf(ruleSet([rule(conditions, changes)]));
    const found = bundle.nextChange(phaseFacts({ now, ...facts }));
    t.is(found === undefined ? undefined : found - now, afterMs);
  },
  title: (title) => `next change: ${title}`,
});

const monitored = compare('phase', 'equal', 'Monitor');
const inMonitor = { phase: 'Monitor' };

test(
  'a threshold that is reached',
  next,
  {},
  all(compare('phaseMinutes', 'greaterThanInclusive', 10)),
  { phaseMinutes: 4 },
  6 * minute,
);
test(
  'a threshold that is passed, one ms later',
  next,
  {},
  all(compare('phaseMinutes', 'greaterThan', 10)),
  { phaseMinutes: 4 },
  6 * minute + 1,
);
test(
  'a threshold in the past',
  next,
  {},
  all(compare('phaseMinutes', 'greaterThan', 10)),
  { phaseMinutes: 11 },
  undefined,
);
test(
  'a fact that shrinks',
  next,
  {},
  all(compare('project.minutesLeft', 'lessThanInclusive', 0)),
  { 'project.minutesLeft': 2.5 },
  2.5 * minute,
);
test(
  'a fact that is null stands still',
  next,
  {},
  all(compare('project.minutesLeft', 'lessThanInclusive', 0)),
  { 'project.minutesLeft': null },
  undefined,
);
test(
  'a fact against one that stands still',
  next,
  {},
  all(compare('task.runMinutes', 'greaterThanInclusive', { fact: 'task.timeoutMinutes' })),
  { subject: 'task', 'task.runActive': true, 'task.runMinutes': 1, 'task.timeoutMinutes': 30 },
  29 * minute,
);
test(
  'two facts that move against each other',
  next,
  {},
  all(compare('phaseMinutes', 'greaterThanInclusive', { fact: 'project.minutesLeft' })),
  { phaseMinutes: 0, 'project.minutesLeft': 10 },
  5 * minute,
);
test(
  'two facts that move alike',
  next,
  {},
  all(compare('phaseMinutes', 'greaterThan', { fact: 'task.runMinutes' })),
  { subject: 'task', 'task.runActive': true, 'task.runMinutes': 5, phaseMinutes: 1 },
  undefined,
);
test(
  'a flag stops the fact that depends on it',
  next,
  {},
  all(compare('task.runMinutes', 'greaterThan', 3)),
  { subject: 'task', 'task.runActive': false, 'task.runMinutes': 1 },
  undefined,
);
test('equality, for one ms', next, {}, all(compare('phaseMinutes', 'equal', 1)), { phaseMinutes: 0 }, minute);
test('the end of an equality', next, {}, all(compare('phaseMinutes', 'equal', 1)), { phaseMinutes: 1 }, 1);
test('a list of moments', next, {}, all(compare('now', 'in', [now - 5, now + 7, now + 9])), {}, 7);
test(
  'a crossing that another condition hides',
  next,
  {},
  all(monitored, compare('phaseMinutes', 'greaterThan', 10)),
  { phase: 'Plan' },
  undefined,
);
test(
  'one behind a name and a not',
  next,
  {},
  { not: { not: all(compare('phaseMinutes', 'not:lessThan', 2)) } },
  { phaseMinutes: 1 },
  minute,
);
test('`for`, from now on', next, { for: '10m' }, all(monitored), inMonitor, 10 * minute);
test(
  '`for`, begun before',
  next,
  { for: '10m' },
  all(monitored),
  { ...inMonitor, timers: { only: { since: now - minute } } },
  9 * minute,
);
test('`for` of what does not hold', next, { for: '10m' }, all(monitored), { phase: 'Plan' }, undefined);
test(
  '`for` that is over',
  next,
  { for: '10m' },
  all(monitored),
  { ...inMonitor, timers: { only: { since: now - 11 * minute } } },
  undefined,
);
test(
  'the beginning of a `for`',
  next,
  { for: '10m' },
  all(compare('phaseMinutes', 'greaterThan', 10)),
  { phaseMinutes: 10 },
  1,
);
test(
  'the end of what is kept',
  next,
  { keepFor: '5m' },
  all(monitored),
  { phase: 'Plan', timers: { only: { firing: true, until: now + 3 } } },
  3,
);
test(
  'what begins to be kept now',
  next,
  { keepFor: '5m' },
  all(monitored),
  { phase: 'Plan', timers: { only: { firing: true } } },
  5 * minute,
);
test(
  'a beginning that leaves the window',
  next,
  { rate: { times: 2, within: '1m' } },
  all(monitored),
  { ...inMonitor, timers: { only: { since: now - 9, onsets: [now - 99, now - 9] } } },
  minute - 99,
);
test(
  'a rule in shadow that will be true',
  next,
  { mode: 'shadow' },
  all(compare('phaseMinutes', 'greaterThanInclusive', 1)),
  { phaseMinutes: 0 },
  minute,
);

test('next change: of very many crossings without a change it gives up early, and names the next one', (t) => {
  const crossings = Array.from({ length: 100 }, (_, at) => compare('phaseMinutes', 'greaterThan', at + 1));
  const bundle = bundleOf(ruleSet([rule(all(monitored, { any: crossings }))]));
  const found = bundle.nextChange(phaseFacts({ now, phase: 'Plan' }));
  t.is((found ?? 0) - now, 33 * minute, 'two candidates for each crossing');
});

// The world of a property: moments from which the facts follow, as the orchestrator makes them.
interface World {
  readonly phaseSince: number;
  readonly deadline: number | null;
  /** undefined: the run still waits for a worker. */
  readonly startedAt: number | undefined;
  readonly runActive: boolean;
}

const moment = fc.integer({ min: -40, max: 40 });
const world: fc.Arbitrary<World> = fc.record({
  phaseSince: fc.integer({ min: -40, max: 0 }),
  deadline: fc.option(moment),
  startedAt: fc.option(fc.integer({ min: -40, max: -1 }), { nil: undefined }),
  runActive: fc.boolean(),
});

function factsAt({ phaseSince, deadline, startedAt, runActive }: World, elapsed: number, timers: FactValue): Facts {
  return phaseFacts({
    now: now + elapsed,
    subject: 'task',
    phaseMinutes: (elapsed - phaseSince) / minute,
    'project.minutesLeft': deadline === null ? null : (deadline - elapsed) / minute,
    'task.runActive': runActive,
    'task.runMinutes': runActive && startedAt !== undefined ? Math.max(0, elapsed - startedAt) / minute : 0,
    'task.timeoutMinutes': 20 / minute,
    timers,
  });
}

const operator = fc.constantFrom(
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'equal',
  'notEqual',
  'not:lessThan',
  'swap:lessThan',
);
const movingFact = fc.constantFrom('phaseMinutes', 'project.minutesLeft', 'task.runMinutes');
const value = fc.oneof(
  fc.integer({ min: -10, max: 60 }).map((ms) => ms / minute),
  fc.integer({ min: -10, max: 60 }).map((ms) => (ms + 0.5) / minute),
  fc.constantFrom({ fact: 'task.timeoutMinutes' }, { fact: 'phaseMinutes' }, { fact: 'project.minutesLeft' }),
);
const comparison = fc.oneof(
  fc.tuple(movingFact, operator, value).map(([fact, op, right]) => compare(fact, op, right)),
  fc.tuple(operator, moment).map(([op, at]) => compare('now', op, now + at)),
  fc.constant(compare('task.runActive', 'equal', true)),
);
const conditions = fc.oneof(
  fc.array(comparison, { minLength: 1, maxLength: 3 }).map((of) => ({ all: of })),
  fc.array(comparison, { minLength: 1, maxLength: 3 }).map((of) => ({ any: of })),
  comparison.map((of) => ({ all: [{ not: of }] })),
);
const duration = fc.integer({ min: 1, max: 30 }).map((ms) => `${ms}ms`);
const timed: fc.Arbitrary<Partial<Rule>> = fc.oneof(
  fc.constant({}),
  fc.record({ for: duration }),
  fc.record({ keepFor: duration }),
  fc.record({ for: duration, keepFor: duration }),
  fc.record({ rate: fc.record({ times: fc.integer({ min: 1, max: 2 }), within: duration }) }),
  fc.constant({ mode: 'shadow' as const }),
);
const rules = fc
  .array(fc.tuple(conditions, timed), { minLength: 1, maxLength: 3 })
  .map((list) => list.map(([each, more], index) => rule(each, { name: `r${index}`, priority: index + 1, ...more })));

const seen = ({ hits, shadow, timers }: Verdict): string =>
  JSON.stringify([hits.map((hit) => hit.rule), shadow?.hits.map((hit) => hit.rule), timers]);

function firstChange(bundle: RuleBundle, at: World, timers: FactValue, horizon: number): number | undefined {
  const before = seen(bundle.evaluate(factsAt(at, 0, timers)));
  for (let elapsed = 1; elapsed <= horizon; elapsed += 1) {
    if (seen(bundle.evaluate(factsAt(at, elapsed, timers))) !== before) return elapsed;
  }
  return undefined;
}

test('next change: stepping ms by ms never finds an earlier one, nor one where there is none', (t) => {
  const horizon = 160;
  fc.assert(
    fc.property(rules, world, fc.integer({ min: 1, max: 30 }), (list, at, later) => {
      const bundle = bundleOf(ruleSet(list));
      // Two steps of the world before, so that the rules have something to remember.
      const first = bundle.evaluate(factsAt(at, -later, {})).timers ?? {};
      const timers = bundle.evaluate(factsAt(at, 0, { ...first } as Readonly<Record<string, FactValue>>)).timers ?? {};
      const settled = { ...timers } as Readonly<Record<string, FactValue>>;
      const found = bundle.nextChange(factsAt(at, 0, settled));
      // A run that waits may begin now, or not at all: the change that comes first is the one to wait for.
      const worlds = at.startedAt === undefined && at.runActive ? [at, { ...at, startedAt: 0 }] : [at];
      const changes = worlds.flatMap((each) => firstChange(bundle, each, settled, horizon) ?? []);
      const expected = changes.length === 0 ? undefined : Math.min(...changes);
      t.is(found === undefined ? undefined : found - now, expected);
    }),
    { numRuns: 3000 },
  );
});

/** What fires and what is remembered, each time that it is something else, looking only at the times given. */
function story(bundle: RuleBundle, at: World, horizon: number, next: (facts: Facts) => number): readonly string[] {
  const told: string[] = [];
  let timers: FactValue = {};
  for (let elapsed = 0; elapsed <= horizon;) {
    const verdict = bundle.evaluate(factsAt(at, elapsed, timers));
    const said = seen(verdict);
    if (!told.at(-1)?.endsWith(said)) told.push(`${elapsed}: ${said}`);
    timers = { ...verdict.timers } as Readonly<Record<string, FactValue>>;
    elapsed = next(factsAt(at, elapsed, timers)) - now;
  }
  return told;
}

test('next change: who sleeps from change to change sees the same as who looks every ms', (t) => {
  const begun = world.filter(({ startedAt }) => startedAt !== undefined);
  fc.assert(
    fc.property(rules, begun, (list, at) => {
      const bundle = bundleOf(ruleSet(list));
      const polled = story(bundle, at, 160, (facts) => Number(facts['now']) + 1);
      const slept = story(bundle, at, 160, (facts) => bundle.nextChange(facts) ?? Number.POSITIVE_INFINITY);
      t.deepEqual(slept, polled);
    }),
    { numRuns: 1000 },
  );
});
