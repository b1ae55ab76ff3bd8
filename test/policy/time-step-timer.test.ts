import test from 'ava';
import { stepTimer } from '../../controller/policy/time/step-timer.ts';
import { timingOf } from '../../controller/policy/time/timing.ts';
import type { Timer } from '../../controller/policy/timers.ts';
import type { Rule } from '../../controller/catalog/kinds/rule-set.ts';
import { rule } from '../support/rule-set.ts';

type Timed = Pick<Rule, 'for' | 'keepFor' | 'rate' | 'mode'>;

/** At which ms the conditions hold (`1`) or not (`0`), and whether the rule is true: `T` or `.` */
type Series = readonly (readonly [at: number, holds: 0 | 1, active: 'T' | '.'])[];

const series = test.macro({
  exec(t, timed: Timed, steps: Series) {
    const timing = timingOf(rule({}, timed));
    if (timing === undefined) return t.fail('expected a rule that remembers');
    let timer: Timer = {};
    const found = steps.map(([at, holds]) => {
      const step = stepTimer(timing, holds === 1, timer, at);
      timer = step.timer ?? {};
      return [at, holds, step.active ? 'T' : '.'];
    });
    t.deepEqual(
      found,
      steps.map((step) => [...step]),
    );
    return undefined;
  },
  title: (title) => `time: ${title}`,
});

test('a rule with `for` is true once it has held that long', series, { for: '10ms' }, [
  [100, 1, '.'],
  [109, 1, '.'],
  [110, 1, 'T'],
  [500, 1, 'T'],
]);
test('a break begins the time anew', series, { for: '10ms' }, [
  [100, 1, '.'],
  [105, 0, '.'],
  [106, 1, '.'],
  [115, 1, '.'],
  [116, 1, 'T'],
  [117, 0, '.'],
]);
test('a rule with `keepFor` stays true after it was last seen true', series, { keepFor: '10ms' }, [
  [100, 1, 'T'],
  [105, 0, 'T'],
  [114, 0, 'T'],
  [115, 0, '.'],
  [116, 0, '.'],
]);
test('what was never true is not kept', series, { keepFor: '10ms' }, [
  [100, 0, '.'],
  [101, 0, '.'],
]);
test('one that is true again while it is kept is kept anew', series, { keepFor: '10ms' }, [
  [100, 1, 'T'],
  [101, 0, 'T'],
  [110, 1, 'T'],
  [112, 0, 'T'],
  [121, 0, 'T'],
  [122, 0, '.'],
]);
test('with both, only what was true long enough is kept', series, { for: '10ms', keepFor: '5ms' }, [
  [100, 1, '.'],
  [105, 0, '.'],
  [106, 1, '.'],
  [116, 1, 'T'],
  [117, 0, 'T'],
  [121, 0, 'T'],
  [122, 0, '.'],
]);
test('a rate counts how often it became true, not how long it was', series, { rate: { times: 2, within: '10ms' } }, [
  [100, 1, '.'],
  [105, 1, '.'],
  [106, 0, '.'],
  [107, 1, 'T'],
  [108, 0, '.'],
]);
test('the window of a rate slides', series, { rate: { times: 2, within: '10ms' } }, [
  [100, 1, '.'],
  [101, 0, '.'],
  [109, 1, 'T'],
  [110, 1, '.'],
  [111, 0, '.'],
  [118, 1, 'T'],
  [119, 1, '.'],
]);
test('a rule in shadow is true when its conditions are', series, { mode: 'shadow' }, [
  [100, 1, 'T'],
  [101, 0, '.'],
]);

test('a clock that was set back begins the time anew, and no later', series, { for: '10ms' }, [
  [100, 1, '.'],
  [50, 1, '.'],
  [59, 1, '.'],
  [60, 1, 'T'],
]);
test('a clock that was set back keeps nothing for longer', series, { keepFor: '10ms' }, [
  [100, 1, 'T'],
  [101, 0, 'T'],
  [50, 0, 'T'],
  [59, 0, 'T'],
  [60, 0, '.'],
]);
test(
  'a clock that was set back leaves the window of a rate its width',
  series,
  { rate: { times: 2, within: '10ms' } },
  [
    [100, 1, '.'],
    [50, 0, '.'],
    [61, 1, '.'],
    [62, 0, '.'],
    [63, 1, 'T'],
  ],
);

const revised = test.macro({
  exec(t, timed: Timed, before: Timer, expected: Timer | undefined) {
    const timing = timingOf(rule({}, timed));
    if (timing === undefined) return t.fail('expected a rule that remembers');
    t.deepEqual(stepTimer(timing, false, before, 100).timer, expected);
    return undefined;
  },
  title: (title) => `time: ${title}`,
});

const kept: Timer = { firing: true, until: 900 };
test('a rule that is not kept any more forgets until when it was', revised, { for: '10ms' }, kept, undefined);
test('a rule that is kept shorter ends sooner', revised, { keepFor: '5ms' }, kept, { firing: true, until: 105 });
test('a rule without a rate any more forgets its beginnings', revised, { for: '10ms' }, { onsets: [7] }, undefined);

const remembered = test.macro({
  exec(t, timed: Timed, steps: readonly (readonly [at: number, holds: 0 | 1])[], expected: Timer | undefined) {
    const timing = timingOf(rule({}, timed));
    if (timing === undefined) return t.fail('expected a rule that remembers');
    let timer: Timer | undefined;
    for (const [at, holds] of steps) ({ timer } = stepTimer(timing, holds === 1, timer ?? {}, at));
    t.deepEqual(timer, expected);
    return undefined;
  },
  title: (title) => `time: ${title}`,
});

test(
  'time alone changes nothing that is remembered',
  remembered,
  { for: '10ms' },
  [
    [1, 1],
    [2, 1],
    [99, 1],
  ],
  { since: 1 },
);
test(
  'what does not hold is not remembered',
  remembered,
  { for: '10ms' },
  [
    [1, 1],
    [2, 0],
  ],
  undefined,
);
test(
  'what is kept remembers until when',
  remembered,
  { keepFor: '9ms' },
  [
    [1, 1],
    [2, 0],
    [5, 0],
  ],
  { firing: true, until: 11 },
);
test(
  'a rule in shadow that waits remembers that it became true',
  remembered,
  { mode: 'shadow', for: '9ms' },
  [
    [1, 1],
    [10, 1],
  ],
  { since: 1, firing: true },
);
test(
  'a rule in shadow that does not wait remembers since when its conditions hold',
  remembered,
  { mode: 'shadow' },
  [[1, 1]],
  { since: 1 },
);
test(
  'a rate remembers as many beginnings as it asks for',
  remembered,
  { rate: { times: 2, within: '1h' } },
  [
    [1, 1],
    [2, 0],
    [3, 1],
    [4, 0],
    [5, 1],
  ],
  { since: 5, onsets: [3, 5] },
);
test(
  'beginnings that left the window are forgotten with the next',
  remembered,
  { rate: { times: 3, within: '10ms' } },
  [
    [1, 1],
    [2, 0],
    [50, 1],
  ],
  { since: 50, onsets: [50] },
);

test('time: a rule without timing and in force remembers nothing', (t) => {
  t.is(timingOf(rule({})), undefined);
});
